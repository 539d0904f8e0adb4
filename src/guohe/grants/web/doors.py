"""Who is at the door of a page of a grant's changes, and the way back from it."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.urls import reverse

from guohe.grants.domain.facts import GrantFacts
from guohe.grants.queries.change_pages import opened
from guohe.grants.queries.find import GrantNotFound
from guohe.identity.domain.capabilities import Word
from guohe.identity.queries import permission_to
from guohe.kernel import clock
from guohe.kernel.texts import say
from guohe.ui.acting import account_of
from guohe.ui.languages import language
from guohe.ui.page import Crumb
from guohe.ui.way_back import to_grant


def grant_of(ref: str) -> GrantFacts:
    """The grant of the address. Raises Http404, and Refused (ACC-603) for whoever may not see its money."""
    try:
        return opened(ref)
    except GrantNotFound:
        raise Http404(ref) from None


def may(request: HttpRequest, word: Word, grant: GrantFacts, *, whole_host: bool = False) -> bool:
    """Whether this person may do this for the grant, or for all of its host."""
    ref = None if whole_host else grant.ref
    return permission_to(
        word, account=account_of(request), host=grant.host_id, on=clock.today(), grant=ref
    ).allowed


def refuse_unless(request: HttpRequest, word: Word, grant: GrantFacts) -> None:
    """Raises Refused, naming who can: the answer is 403."""
    permission_to(
        word, account=account_of(request), host=grant.host_id, on=clock.today(), grant=grant.ref
    ).or_refuse()


def to_changes(ref: str) -> tuple[Crumb, ...]:
    """The way back to the grant's changes."""
    title = say("grants.change.short", language())
    return (*to_grant(ref), Crumb(title, reverse("grants:changes", args=[ref])))
