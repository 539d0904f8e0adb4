"""Who is at the door: what a view asks before it reads or writes, told in words when the answer is no."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from guohe.identity.domain.capabilities import Word
from guohe.identity.domain.people import Tenant
from guohe.identity.queries import hosts_visible, permission_to
from guohe.identity.queries.sight import hosts_for
from guohe.imports.domain.standing import JobFacts
from guohe.imports.queries.jobs import JobNotFound, job
from guohe.kernel import clock
from guohe.ui.acting import account_of


def seen_job(request: HttpRequest, number: int, kind: str | None = None) -> JobFacts:
    """The import, if there is one that this person may see; 404 or 403 otherwise."""
    try:
        found = job(number)
    except JobNotFound:
        raise Http404(str(number)) from None
    if kind is not None and found.kind != kind:
        raise Http404(str(number))
    refuse_unless(request, "view_money", host=found.host_id)
    return found


def refuse_unless(request: HttpRequest, word: Word, *, host: int, grant: str | None = None) -> None:
    """Raises Refused, naming who can, unless this person may: the answer is 403."""
    permission_to(word, account=account_of(request), host=host, on=clock.today(), grant=grant).or_refuse()


def may(request: HttpRequest, word: Word, *, host: int, grant: str | None = None) -> bool:
    """Whether this person may, for pages that offer a form or leave it out."""
    return permission_to(word, account=account_of(request), host=host, on=clock.today(), grant=grant).allowed


def importing_hosts(request: HttpRequest) -> list[Tenant]:
    """The hosts for which this person may import; 403 when there is none."""
    return _hosts_for("import")


def preparing_hosts(request: HttpRequest) -> list[Tenant]:
    """The hosts for which this person may prepare; 403 when there is none."""
    return _hosts_for("prepare")


def _hosts_for(word: Word) -> list[Tenant]:
    held = hosts_for(word)
    return [host for host in hosts_visible() if host.host in held]
