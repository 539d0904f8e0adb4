"""Hosts and accounts for tests, made by the product's own operations through the application's connection.

stage = the_cast()                       # host "polyu" and the six people of the demo
with stage.acting(FINANCE_OFFICE): ...   # everything in the block is done by Mr Test Lau on 2019-07-02
other = other_host(stage)                # a second host, whose officer sees nothing of the first
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date

from guohe.identity.domain.capabilities import ScopeKind, Word
from guohe.identity.domain.demo_cast import SINCE
from guohe.identity.domain.people import Person
from guohe.identity.operations.act_as import Door, acting
from guohe.identity.operations.add_account import add_account
from guohe.identity.operations.add_demo_cast import add_demo_cast
from guohe.identity.operations.add_host import add_host
from guohe.identity.operations.grant_capability import grant_capability
from guohe.identity.queries import account_by_username
from guohe.kernel.names import Name
from tests.factories import people


@dataclass(frozen=True, slots=True)
class Stage:
    """One host with people who act for it."""

    host: int
    code: str

    def account(self, username: str) -> int:
        """The number of an account by its username."""
        return person(username).account

    def acting(
        self, username: str, *, on: date = people.TODAY, door: Door = "cli"
    ) -> AbstractContextManager[None]:
        """Inside the block this person acts."""
        return acting(self.account(username), on=on, door=door)


def person(username: str) -> Person:
    """The account of a username, which must exist."""
    found = account_by_username(username)
    assert found is not None, username
    return found


def the_cast() -> Stage:
    """The demo's host and its six people, in a database that has none."""
    founded = add_demo_cast(now=people.NOW)
    return Stage(founded.host, "polyu")


def other_host(stage: Stage) -> Stage:
    """A second host with one finance officer of its own; the administrator of the first made it."""
    with stage.acting(people.ADMINISTRATOR, on=SINCE):
        host = add_host(code=people.OTHER_HOST, name=people.OTHER_HOST_NAME, is_demo=True, now=people.NOW)
        add_person(host, people.OTHER_OFFICER, "view_money", "import", "prepare", "approve", "administer")
    return Stage(host, people.OTHER_HOST)


def add_person(
    host: int,
    username: str,
    *words: Word,
    password: str | None = None,
    scope: tuple[ScopeKind, str] = ("host", ""),
    by: str = people.ADMINISTRATOR,
    door: Door = "cli",
) -> Person:
    """One more account with some capabilities in a host since the story began, given by an administrator."""
    name = (
        people.OTHER_OFFICER_NAME if username == people.OTHER_OFFICER else Name(username, username, username)
    )
    add_account(host=host, username=username, name=name, password=password, now=people.NOW)
    added = person(username)
    with acting(person(by).account, on=SINCE, door=door):
        for word in words:
            grant_capability(
                person=added,
                host=host,
                word=word,
                starts=SINCE,
                scope_kind=scope[0],
                scope_ref=scope[1],
                now=people.NOW,
            )
    return added


def approver() -> int:
    """The account that approves what the finance office changes."""
    return person(people.RESEARCH_OFFICE).account
