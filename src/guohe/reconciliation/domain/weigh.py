"""One line against one item: the difference is explained to the last minor unit, or they are no match.

A match stands on at least one reason besides its amount: a reference, a name, or a usual charge within the window.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache

from guohe.exchange.domain.references import reference_key
from guohe.kernel.money import Money, round_half_up
from guohe.reconciliation.domain.candidates import Candidates
from guohe.reconciliation.domain.names import best_alike, signs
from guohe.reconciliation.domain.references import is_uetr
from guohe.reconciliation.domain.rules import Rules
from guohe.reconciliation.domain.said import says_charged, says_returned
from guohe.reconciliation.domain.values import ONE_LINE, Match, Named, OpenItem, Reason, StatementLine

# The sentences of a kind of item: money that goes out, comes back, or is taken on its own line. The names of what we pay are a payee's.
_WORDS = {"payment": "paid_", "return": "back_", "charge": "own_", "receipt_charge": "beside_"}
_NAMES = dict.fromkeys(("payment", "return", "charge"), "paid_")

# From a day to another, negative backwards; None where the calendar of one of them is not published.
WorkingDays = Callable[[date, date], int | None]


class Scales:
    """Weighs under one version of the rules and one calendar."""

    def __init__(self, rules: Rules, candidates: Candidates, working_days: WorkingDays) -> None:
        self.rules = rules
        self.candidates = candidates
        self.days = lru_cache(maxsize=None)(working_days)

    def reason(self, key: str, values: Mapping[str, object], *, weighs: str | None = None) -> Reason:
        """A reason with the weight that the rules give it, or give ``weighs``."""
        return Reason(key, self.rules.weights[weighs or key], values)

    def weigh(self, line: StatementLine, item: OpenItem) -> Match | None:
        """The match of one line and one item with its reasons, or None."""
        explained = self.amount(line, item)
        if explained is None or (item.since is not None and line.booked_on < item.since):
            return None
        charge, amount = explained
        reference, name = self.reference(line, item), self.name(line, item)
        dates = self.dated(line, item)
        usual = amount.key.endswith("charge_usual") and dates.weight > 0
        told = (reference, amount, name, dates, *self.contradicted(line, item))
        if item.kind in ONE_LINE:
            more = self.beside_a_payment(line, item, reference, name)
            if more is None:
                return None
            told = (*told, *more)
        elif not (usual or any(each is not None and each.weight > 0 for each in (reference, name))):
            return None
        reasons = tuple(each for each in told if each is not None)
        return Match("one", (line.id,), (item.id,), Money(line.amount.currency, charge), reasons)

    def differing(self, line: StatementLine, item: OpenItem) -> Match | None:
        """The match of a credit that bears an instalment's own reference and another amount than it and its usual charges make."""
        reference = self.reference(line, item)
        same_side = (line.amount.currency, line.amount.minor > 0) == (item.amount.currency, True)
        if item.kind != "receipt" or not same_side or self.amount(line, item) is not None:
            return None
        if reference is None or reference.key not in ("reference", "uetr", "reference_uetr"):
            return None
        apart = line.amount - item.amount
        told = {
            "credited": line.amount,
            "amount": item.amount,
            "apart": str(abs(apart)).partition(" ")[2],
            "item": Named(item.id),
        }
        key = "more_than_sent" if apart.minor > 0 else "less_than_sent"
        reasons = (
            reference,
            self.name(line, item),
            self.dated(line, item),
            *self.contradicted(line, item),
            self.reason(key, told, weighs="differs"),
        )
        nil = Money(line.amount.currency, 0)
        return Match("one", (line.id,), (item.id,), nil, tuple(each for each in reasons if each is not None))

    def beside_a_payment(
        self, line: StatementLine, item: OpenItem, reference: Reason | None, name: Reason | None
    ) -> tuple[Reason, ...] | None:
        """What more is said of a return or a charge; None where nothing but its amount and its day speaks for it.

        A charge is one by its words, of a payment or receipt by its reference, its name, or the account and day of its line. A return is
        one by the payment's reference, or by its name where the line says that money was returned.
        """
        ours = [each for each in (reference, name) if each is not None and each.weight > 0]
        if item.kind == "return":
            returned = says_returned(line, self.rules)
            if not (reference in ours or (ours and returned)):
                return None
            return (self.reason("return_word" if returned else "not_said", {}),)
        beside = any(each.id == item.id for each in self.candidates.beside(line))
        if not (says_charged(line, self.rules) and (ours or beside)):
            return None
        told = [self.reason("charge_word", {})]
        if beside:
            key = "charge_beside" if item.kind == "charge" else "beside_receipt"
            told.append(self.reason(key, {"item": Named(item.id), "on": item.on}, weighs="charge_beside"))
        if line.charges_netted:
            told.append(self.reason("charge_netted", {}))
        return tuple(told)

    def contradicted(self, line: StatementLine, item: OpenItem) -> tuple[Reason, ...]:
        """What says of a payment or a receipt's charge that this line is not it: another account, or the UETR of another payment."""
        found = []
        if item.account and line.account and item.account != line.account:
            values = {"account": line.account, "own": item.account}
            key = "beside_other_account" if item.kind == "receipt_charge" else "other_account"
            found.append(self.reason(key, values, weighs="other_account"))
        others = [text for text in line.references if is_uetr(text)]
        if item.uetr and others and reference_key(item.uetr) not in map(reference_key, others):
            found.append(self.reason("other_uetr", {"uetr": others[0]}))
        return tuple(found)

    def _of_item(self, key: str, item: OpenItem, values: Mapping[str, object]) -> Reason:
        """The reason in the words of money that goes out or comes back, where the item is a payment's; it weighs the same."""
        words = _NAMES if "name" in key else _WORDS
        return self.reason(f"{words.get(item.kind, '')}{key}", values, weighs=key)

    def amount(self, line: StatementLine, item: OpenItem) -> tuple[int, Reason] | None:
        """The charge that makes line = item - charge, and the reason that says so."""
        told: dict[str, object] = {"credited": line.amount, "item": Named(item.id), "amount": item.amount}
        if item.kind == "payment":
            told |= {"debited": abs(line.amount), "amount": abs(item.amount)}
        if line.amount.currency != item.amount.currency and item.kind in ONE_LINE:
            return None
        if line.amount.currency != item.amount.currency:
            rate = line.rate
            if rate is None or rate.currency != item.amount.currency:
                return None
            if round_half_up(item.amount.minor * rate.numerator, rate.denominator) != line.amount.minor:
                return None
            return 0, self._of_item(
                "rate", item, {**told, "rate": _printed(rate.numerator, rate.denominator)}
            )
        charge = item.amount.minor - line.amount.minor
        if charge == 0:
            return 0, self._of_item("amount", item, told)
        if charge < 0 or (item.amount.minor > 0) != (line.amount.minor > 0):
            return None
        told["charge"] = Money(line.amount.currency, charge)
        seen = next((each for each in item.charges if each.minor == charge), None)
        if seen is not None:
            return charge, self._of_item("charge_usual", item, {**told, "seen": Named(seen.seen_with)})
        if charge <= self.rules.new_charge[line.amount.currency]:
            return charge, self._of_item("charge_new", item, told)
        return None

    def reference(self, line: StatementLine, item: OpenItem) -> Reason | None:
        """The item's reference on the line, exactly or with one slip, or the reference of something else."""
        known = self.candidates.known(line)
        own = {reference_key(text): text for text in item.references}
        borne = [own[key] for key in sorted(known & own.keys())]
        plain = [text for text in borne if not is_uetr(text)]
        unique = [text for text in borne if is_uetr(text)]
        if plain and unique:
            values = {"reference": plain[0], "uetr": unique[0]}
            return self.reason("reference_uetr", values, weighs="reference")
        if unique:
            return self.reason("uetr", {"reference": unique[0]}, weighs="reference")
        if plain:
            return self.reason("reference", {"reference": plain[0]})
        if any(each.id == item.id for each in self.candidates.by_slip(line)):
            return self.reason("reference_slip", {"reference": item.references[0]})
        if known:
            other = min(each.id for key in known for each in self.candidates.by_reference[key])
            return self.reason("other_reference", {"other": Named(other)})
        return None

    def name(self, line: StatementLine, item: OpenItem) -> Reason | None:
        """The item's name on the line, or the name of another who is expected."""
        found = best_alike(line, item, self.rules.prefix)
        if found is not None:
            how, length, text = found
            key = "name" if how == "same" else f"name_{how}"
            return self._of_item(key, item, {"text": text, "length": length, "cut": line.cut})
        other = next((text for text in line.names if signs(text) in self.candidates.names), None)
        return None if other is None else self._of_item("other_name", item, {"text": other})

    def not_counted(self, start: date, end: date) -> Reason:
        """A day past what a place has published takes away its own count, and nothing else."""
        return self.reason("days_unknown", {"on": start, "until": end})

    def dated(self, line: StatementLine, item: OpenItem) -> Reason:
        """Working days from the item's date to the line's."""
        rules = self.rules
        days = self.days(item.on, line.booked_on)
        if days is None:
            return self.not_counted(item.on, line.booked_on)
        told: dict[str, object] = {"days": abs(days), "on": item.on}
        if item.dated == "expected":
            near = abs(days) <= rules.window_days
            return self.reason("days_expected" if near else "too_late", told)
        if days < 0:
            return self._of_item("too_early", item, told)
        if days <= rules.usual_days:
            return self._of_item("days_usual", item, told)
        if days <= rules.window_days:
            return self._of_item("days_window", item, told)
        return self.reason("too_late", told)


def _printed(numerator: int, denominator: int) -> str:
    """A rate as a slip prints it, with four decimals or more if it has more."""
    decimals = 4
    while decimals < 8 and numerator * 10**decimals % denominator:
        decimals += 1
    scaled = round_half_up(numerator * 10**decimals, denominator)
    return f"{scaled // 10**decimals}.{scaled % 10**decimals:0{decimals}d}"
