"""A year of bank lines and open items whose truth is known: one line an item, then every kind of noise on its share of items.

Seeded; nothing here knows the matcher's rules, and the matcher never sees the truth. Kinds, each on ``share`` of the items,
drawn independently, so that one line may bear several:

    charge usual      the bank keeps what it kept on this route before
    charge new        it keeps another amount, 15.00 to 300.00
    name cut          the bank cuts the text at 11 characters: the reference after the name is lost
    name bilingual    the name in another script than the reference data's first, or both, or in full width
    reference slip    one sign wrong, lost, added, or two swapped
    reference lost    none is written
    late              6 to 15 working days on the way
    exchange          credited in HKD at the rate printed on the line
    bundle            2 to 4 items of a payer in one credit, half of them with their references
    split             one item in 2 to 4 credits, half of them with its reference
    reversal          credited, returned, and credited again
    stranger          a line that is nobody's: interest, fees, other money of a known payer, round amounts
    unpaid            an item that never came

Not generated: the same line in two statements (the import keeps it once) and names spelt wrongly in their first six signs.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from guohe.kernel.money import Money, round_half_up
from guohe.reconciliation.domain.values import Charge, OpenItem, Rate, StatementLine

KINDS = ("charge usual", "charge new", "name cut", "name bilingual", "reference slip", "reference lost", "late",
         "exchange", "bundle", "split", "reversal", "stranger", "unpaid")  # fmt: skip
CUT = 11
_FIRST = date(2018, 7, 2)
# Simplified, Traditional and English, written by hand; the organisations are invented.
_WORDS = (
    ("钢", "鋼", "Steel"), ("轨", "軌", "Rail"), ("药", "藥", "Pharma"), ("光", "光", "Optics"), ("机", "機", "Machine"),
    ("电", "電", "Electric"), ("纳", "納", "Nano"), ("桥", "橋", "Bridge"), ("养", "養", "Growth"), ("织", "織", "Textile"),
    ("航", "航", "Aero"), ("声", "聲", "Acoustic"), ("灯", "燈", "Lamp"), ("铁", "鐵", "Iron"), ("云", "雲", "Cloud"),
    ("风", "風", "Wind"), ("车", "車", "Vehicle"), ("龙", "龍", "Dragon"), ("飞", "飛", "Flight"), ("网", "網", "Network"),
)  # fmt: skip
_BODIES = (
    ("科技计划管理中心", "科技計劃管理中心", "Science Programme Centre"),
    ("创新基金会", "創新基金會", "Innovation Foundation"),
    ("研究院", "研究院", "Research Institute Limited"),
    ("产业发展有限公司", "產業發展有限公司", "Industry Development Co Ltd"),
)


@dataclass(frozen=True, slots=True)
class Truth:
    """Lines and items that belong together; a reversal has no item."""

    lines: frozenset[str]
    items: frozenset[str]
    noise: frozenset[str]


@dataclass(frozen=True, slots=True)
class Ground:
    """What the contenders get, and what only the judge gets."""

    lines: tuple[StatementLine, ...]
    items: tuple[OpenItem, ...]
    truth: tuple[Truth, ...]


def weekdays(start: date, end: date) -> int:
    """Mondays to Fridays from one day to another, negative backwards; the calendars' holidays are not measured here."""
    if end < start:
        return -weekdays(end, start)
    weeks, rest = divmod((end - start).days, 7)
    return weeks * 5 + sum((start.weekday() + day) % 7 < 5 for day in range(1, rest + 1))


def generate(size: int, seed: int, share: float = 0.05) -> Ground:
    """``size`` open items and about as many lines, in an order that says nothing."""
    return _Maker(size, seed, share).made()


class _Maker:
    def __init__(self, size: int, seed: int, share: float) -> None:
        self.size, self.share, self.rng = size, share, random.Random(seed)
        self.lines: list[StatementLine] = []
        self.items: list[OpenItem] = []
        self.truth: list[Truth] = []
        self.payers = self._payers()

    def made(self) -> Ground:
        rng, bundle = self.rng, []
        for number in range(self.size):
            item, payer = self._item(number)
            self.items.append(item)
            noise = {kind for kind in KINDS[:11] if rng.random() < self.share}
            if rng.random() < self.share:
                continue
            if "bundle" in noise:
                bundle.append((item, payer))
                continue
            self._pay(item, noise)
        self._bundles(bundle)
        for number in range(round(self.size * self.share)):
            self._stranger(number)
        while len(self.lines) < self.size:
            self._stranger(len(self.lines))
        rng.shuffle(self.lines)
        rng.shuffle(self.items)
        return Ground(tuple(self.lines), tuple(self.items), tuple(self.truth))

    def _payers(self) -> list[tuple[tuple[str, str, str], tuple[Charge, ...]]]:
        """One payer for fifty items; its route's charge, if it has one, was seen on an earlier payment."""
        found = []
        for number in range(max(4, self.size // 50)):
            words = [self.rng.choice(_WORDS) for _ in range(3)]
            body = self.rng.choice(_BODIES)
            hans, hant, english = ("".join(word[at] for word in words) for at in range(3))
            names = (f"示例{hans}{body[0]}", f"示例{hant}{body[1]}", f"Demo {english} {body[2]}")
            usual = self.rng.choice((15_000, 12_000, 20_000, 5_000))
            found.append((names, (Charge(usual, f"EARLIER-{number}"),) if self.rng.random() < 0.7 else ()))
        return found

    def _item(self, number: int) -> tuple[OpenItem, int]:
        rng = self.rng
        payer = rng.randrange(len(self.payers))
        names, charges = self.payers[payer]
        on = self._working(_FIRST + timedelta(days=rng.randrange(340)))
        minor = (
            rng.randrange(1, 200) * 1_000_000 if rng.random() < 0.4 else rng.randrange(100_000, 90_000_000)
        )
        paid = rng.random() < 0.15
        return OpenItem(
            id=f"I{number:07d}",
            kind="payment" if paid else "receipt",
            amount=Money(rng.choice(("CNY", "CNY", "CNY", "HKD")), -minor if paid else minor),
            on=on,
            dated="sent" if rng.random() < 0.7 else "expected",
            names=names,
            references=(
                f"E2E{on:%y%m%d}{number % 1_000_000:06d}",
                f"DEMO-G{number // 3:06d}/T{number % 3 + 1}",
            ),
            charges=charges,
        ), payer

    def _working(self, day: date) -> date:
        while day.weekday() > 4:
            day += timedelta(days=1)
        return day

    def _after(self, item: OpenItem, *, late: bool) -> date:
        """A working day after it was sent; around the day on which it is expected."""
        steps = self.rng.randint(6, 15) if late else self.rng.randint(1, 5)
        day = item.on
        while steps:
            day += timedelta(days=1)
            steps -= day.weekday() < 5
        if item.dated == "expected" and self.rng.random() < 0.3:
            day = self._working(item.on - timedelta(days=self.rng.randint(0, 4)))
        return day

    def _pay(self, item: OpenItem, noise: set[str]) -> None:
        """The lines of one item with its noise."""
        rng, amount, rate = self.rng, item.amount, None
        receipt = amount.minor > 0
        if "split" in noise and receipt:
            self._split(item, noise)
            return
        if "exchange" in noise and amount.currency == "CNY" and receipt:
            printed = rng.randrange(10_500, 12_600)
            rate = Rate("CNY", printed, 10_000)
            amount = Money("HKD", round_half_up(amount.minor * printed, 10_000))
        else:
            noise.discard("exchange")
            amount = Money(amount.currency, amount.minor - self._kept(item, noise))
        noise.discard("split")
        day = self._after(item, late="late" in noise)
        line = self._line(item, amount, day, noise, rate)
        if "reversal" in noise:
            back = replace(
                line,
                id=self._new_id(),
                amount=-line.amount,
                booked_on=self._working(line.booked_on + timedelta(days=rng.randint(1, 4))),
                texts=(rng.choice(("RETURN 退匯", "REVERSAL 冲正", "退汇")), *line.texts[1:]),
                rate=None,
            )
            again = replace(
                line,
                id=self._new_id(),
                booked_on=self._working(back.booked_on + timedelta(days=rng.randint(1, 4))),
            )
            self._write((line, back), (), noise)
            self._write((again,), (item,), noise)
            return
        self._write((line,), (item,), noise)

    def _kept(self, item: OpenItem, noise: set[str]) -> int:
        if "charge usual" in noise and item.charges and item.amount.minor > 1_000_000:
            noise.discard("charge new")
            return item.charges[0].minor
        noise.discard("charge usual")
        if "charge new" in noise and item.amount.minor > 1_000_000:
            return self.rng.randrange(1_500, 30_001)
        noise.discard("charge new")
        return 0

    def _line(
        self,
        item: OpenItem,
        amount: Money,
        day: date,
        noise: set[str],
        rate: Rate | None = None,
        reference: str | None = None,
    ) -> StatementLine:
        rng = self.rng
        name = item.names[0]
        if "name bilingual" in noise:
            name = rng.choice(
                (item.names[1], item.names[2], f"{item.names[0]} {item.names[2]}", _wide(item.names[2]))
            )
        written = rng.choice(item.references) if reference is None else reference
        if "reference lost" in noise:
            written = ""
        elif "reference slip" in noise:
            written = _slip(written, rng)
        cut = 0
        if "name cut" in noise:
            cut, name, written = CUT, name[:CUT].rstrip(), ""
        kind = "INWARD TT 匯入匯款" if amount.minor > 0 else "OUTWARD TT 匯出匯款"
        texts = tuple(text for text in (kind, written) if text)
        return StatementLine(self._new_id(), "DEMO", amount, day, (name,), texts, (), cut, rate)

    def _split(self, item: OpenItem, noise: set[str]) -> None:
        rng = self.rng
        noise -= {
            "charge usual",
            "charge new",
            "exchange",
            "reversal",
            "late",
            "reference slip",
            "reference lost",
        }
        parts = rng.randint(2, 4)
        ends = sorted(rng.sample(range(1, 100), parts - 1))
        shares = [b - a for a, b in zip([0, *ends], [*ends, 100], strict=True)]
        minors = [item.amount.minor * share // 100 for share in shares[:-1]]
        minors.append(item.amount.minor - sum(minors))
        reference = rng.choice(item.references) if rng.random() < 0.5 else ""
        lines = [
            self._line(
                item,
                Money(item.amount.currency, minor),
                self._after(item, late=False),
                noise,
                None,
                reference,
            )
            for minor in minors
        ]
        self._write(lines, (item,), noise)

    def _bundles(self, waiting: list[tuple[OpenItem, int]]) -> None:
        """Neighbours in time of one payer are paid together; one that stays alone is paid by itself."""
        groups: dict[object, list[OpenItem]] = {}
        for item, payer in waiting:
            groups.setdefault((payer, item.amount.currency, item.amount.minor > 0, item.dated), []).append(
                item
            )
        for found in groups.values():
            found.sort(key=lambda item: item.on)
            while found:
                near = [item for item in found[:4] if (item.on - found[0].on).days <= 14]
                found = found[len(near) :]
                if len(near) == 1:
                    self._pay(near[0], set())
                    continue
                named = self.rng.random() < 0.5
                amount = Money(near[0].amount.currency, sum(item.amount.minor for item in near))
                line = self._line(near[-1], amount, self._after(near[-1], late=False), set(), None, "")
                if named:
                    line = replace(line, texts=(line.texts[0], " ".join(item.references[0] for item in near)))
                self._write((line,), near, {"bundle"})

    def _stranger(self, number: int) -> None:
        rng = self.rng
        day = self._working(_FIRST + timedelta(days=rng.randrange(360)))
        known = rng.random() < 0.5
        name = rng.choice(rng.choice(self.payers)[0]) if known else "INTEREST 利息"
        minor = rng.randrange(1, 200) * 1_000_000 if rng.random() < 0.3 else rng.randrange(100, 5_000_000)
        amount = Money(rng.choice(("CNY", "HKD")), minor if rng.random() < 0.7 else -minor)
        self.lines.append(
            StatementLine(self._new_id(), "DEMO", amount, day, (name,), (f"MISC {number:07d}X",), (), 0)
        )

    def _new_id(self) -> str:
        return f"L{self.rng.getrandbits(60):016x}"

    def _write(self, lines: Iterable[StatementLine], items: Iterable[OpenItem], noise: set[str]) -> None:
        kept = tuple(lines)
        self.lines.extend(kept)
        self.truth.append(
            Truth(frozenset(x.id for x in kept), frozenset(x.id for x in items), frozenset(noise))
        )


def _slip(text: str, rng: random.Random) -> str:
    """One slip of a typist in the second half of a reference, where the number stands."""
    at = rng.randrange(len(text) // 2, len(text) - 1)
    how = rng.randrange(4)
    if how == 0:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if how == 1:
        return text[:at] + text[at + 1 :]
    sign = rng.choice("0123456789")
    return text[:at] + sign + (text[at:] if how == 2 else text[at + 1 :])


def _wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)
