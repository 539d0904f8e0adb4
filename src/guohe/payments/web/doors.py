"""Who is at the door of a page of payments: hosts for which this person prepares, and refusals in words."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from guohe.identity.domain.people import Tenant
from guohe.identity.queries import hosts_visible, permission_to
from guohe.kernel import clock
from guohe.kernel.texts import say
from guohe.ui.acting import account_of
from guohe.ui.languages import language
from guohe.ui.page import Crumb


def prepares(request: HttpRequest, *, host: int, grant: str | None = None) -> bool:
    """Whether this person may prepare for the host, or for this grant of it."""
    on = clock.today()
    return permission_to("prepare", account=account_of(request), host=host, on=on, grant=grant).allowed


def hosts_of_preparer(request: HttpRequest) -> list[Tenant]:
    """The hosts for which this person may prepare; 403 with who can, where there is none."""
    seen = hosts_visible()
    found = [host for host in seen if prepares(request, host=host.host)]
    if not found:
        refuse(request, host=seen[0].host if seen else 0)
    return found


def refuse(request: HttpRequest, *, host: int, grant: str | None = None) -> None:
    """Raises Refused, naming who can prepare: the answer is 403."""
    on = clock.today()
    permission_to("prepare", account=account_of(request), host=host, on=on, grant=grant).or_refuse()


def to_releases() -> Crumb:
    """The way back to the plan."""
    return Crumb(say("payments.plan.title", language()), reverse("payments:releases"))


def to_accounts() -> Crumb:
    """The way back to the accounts."""
    return Crumb(say("payments.accounts.title", language()), reverse("payments:accounts"))
