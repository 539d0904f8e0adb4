"""A person who acts is a value: a number, a username and a name in three languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guohe.identity.domain.capabilities import Capability
from guohe.kernel.names import Name
from guohe.kernel.texts import say


@dataclass(frozen=True, slots=True)
class Person:
    """One account as others see it; never with its password."""

    account: int
    username: str
    name: Name
    language: str = "en"
    is_active: bool = True
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class Tenant:
    """One host as others see it."""

    host: int
    code: str
    name: Name
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class Holder:
    """A person with the capabilities held on one day."""

    person: Person
    capabilities: tuple[Capability, ...]


@dataclass(frozen=True, slots=True)
class Founded:
    """The first host and the first administrator of a deployment."""

    host: int
    account: int


def joined(names: Sequence[Name], lang: str) -> str:
    """Names as a sentence lists a choice: "A, B or C"."""
    written = [name.in_language(lang) for name in names]
    if len(written) < 2:
        return "".join(written)
    comma, either = say("ui.comma", lang), say("identity.list.or", lang)
    return f"{comma.join(written[:-1])}{either}{written[-1]}"
