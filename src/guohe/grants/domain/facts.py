"""What other contexts may know of a grant: frozen values, never rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from guohe.grants.domain.effects import Effect, Terms, terms_on
from guohe.grants.domain.rule_switch import Switched
from guohe.kernel.money import Money
from guohe.kernel.names import Name


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """A grant on the acting day; ``ends`` is the first day after it. ``switches`` are the approved ones of its rulebooks.

    ``ends``, ``investigator`` and ``partner`` are what was ``agreed`` with the ``effects`` that began by then; of another
    day ask ``at``. ``requests`` are the numbers of its requests for changes. ``closed_on`` is None while entries may name its fund.
    """

    ref: str
    host_id: int
    host_code: str
    book: int
    fund: int
    title: Name
    unit_code: str
    funder: Name
    pack: str
    pack_version: str
    currency: str
    total: Money
    starts: date
    ends: date
    fx_policy: str
    lot_policy: str
    investigator: Name
    partner: Name
    partner_share: Money
    project_codes: tuple[str, ...]
    switches: tuple[Switched, ...] = ()
    agreed: Terms | None = None
    effects: tuple[Effect, ...] = ()
    requests: tuple[int, ...] = ()
    closed_on: date | None = None

    def at(self, on: date) -> GrantFacts:
        """The grant as it stands on a day."""
        if self.agreed is None:
            return self
        held = terms_on(self.agreed, self.effects, on)
        return replace(self, ends=held.ends, investigator=held.investigator, partner=held.partner)


@dataclass(frozen=True, slots=True)
class InstalmentFacts:
    """One planned payment; ``ref`` is how the books name it: GRANT/T<number>, ``key`` how its table does."""

    ref: str
    number: int
    amount: Money
    due_date: date | None
    condition: str
    key: int = 0


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """Who said what about an instalment, when, on which evidence; no evidence means it is only reported.

    ``amount`` is what was said to be sent or credited, where somebody said it. ``reversed_by`` is the entry that took the
    evidence away: what the books say no longer is no evidence.
    """

    instalment_ref: str
    station: str
    happened_on: date
    source: str
    evidence: str
    reference: str
    stated_by: Name
    stated_at: datetime
    amount: Money | None = None
    reversed_by: int | None = None


@dataclass(frozen=True, slots=True)
class BudgetRowFacts:
    """A row of the approved budget; sum rows have no category."""

    position: int
    category: str
    name: str
    level: int
    amount: Money


@dataclass(frozen=True, slots=True)
class BudgetVersionFacts:
    """One approved budget with all its rows."""

    number: int
    approved_on: date
    unit: str
    loaded_by: Name
    loaded_at: datetime
    rows: tuple[BudgetRowFacts, ...]

    @property
    def limits(self) -> Mapping[str, Money]:
        """What each category may spend: a table may name one category in several rows, and their amounts are added."""
        return limits_of(self.rows)


def limits_of(rows: Iterable[BudgetRowFacts]) -> dict[str, Money]:
    """The amount of each category, in the order of its first row; sum rows have none."""
    added: dict[str, Money] = {}
    for row in rows:
        if row.category:
            before = added.get(row.category)
            added[row.category] = row.amount if before is None else before + row.amount
    return added


@dataclass(frozen=True, slots=True)
class MappingRowFacts:
    """A host account and the category it reports under; an empty category means that a person is asked."""

    account: str
    account_name: str
    category: str
    why: str


@dataclass(frozen=True, slots=True)
class MappingFacts:
    """The mapping in force, with who decided it and when."""

    number: int
    pack: str
    in_force_from: date
    decided_by: Name
    decided_at: datetime
    rows: tuple[MappingRowFacts, ...]

    def category_of(self, account: str) -> str | None:
        """The category, an empty text for "ask", or None for an account nobody has mapped."""
        return next((row.category for row in self.rows if row.account == account), None)


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """An order number and the project code it belongs to."""

    number: str
    project_code: str


@dataclass(frozen=True, slots=True)
class EquipmentFacts:
    """A model as approved for a grant. A price has its currency and its day; None where the agreement names none.

    It is on the list from ``since`` (None: as agreed) and stands in another's place no longer from ``until`` on; ``by`` are
    the requests that brought and replaced it.
    """

    grant_ref: str
    model: str
    description: str
    id: int = 0
    price: Money | None = None
    priced_on: date | None = None
    purpose: str = ""
    sharing: str = ""
    source: str = ""
    since: date | None = None
    until: date | None = None
    by: tuple[str, ...] = ()

    def holds(self, on: date) -> bool:
        """Whether it is what is approved on a day."""
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)
