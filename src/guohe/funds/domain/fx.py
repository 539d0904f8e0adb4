"""An exchange is a fact with two amounts; the printed rate is checked against them and never replaces one."""

from __future__ import annotations

import re
from typing import Final

from guohe.kernel.findings import Finding, Level
from guohe.kernel.money import EXPONENTS, Money, round_half_up

_RATE: Final = re.compile(r"^\d+(?:\.\d+)?$")


def rate_parts(rate: str) -> tuple[int, int]:
    """A printed rate as an exact fraction: "1.2400" is (12400, 10000). Raises ValueError."""
    if not _RATE.match(rate) or not int(rate.replace(".", "")):
        raise ValueError(f"a rate is a plain number above nothing, seen {rate!r}")
    whole, _, decimals = rate.partition(".")
    return int(whole + decimals), 10 ** len(decimals)


def at_rate(sold: Money, rate: str, bought_currency: str) -> Money:
    """What ``sold`` gives at the printed rate, rounded half up once."""
    top, bottom = rate_parts(rate)
    scale = 10 ** EXPONENTS[bought_currency]
    return Money(
        bought_currency, round_half_up(sold.minor * top * scale, bottom * 10 ** EXPONENTS[sold.currency])
    )


def tolerance(sold: Money, rate: str) -> int:
    """Half of the rate's last printed digit on the amount sold, in minor units and one more for the bank's own rounding."""
    _, bottom = rate_parts(rate)
    return round_half_up(sold.minor, 2 * bottom) + 1


def inverted(sold: Money, bought: Money, rate: str) -> bool:
    """The rate fits far better when it is read as sold per one bought."""
    top, bottom = rate_parts(rate)
    straight = abs(sold.minor * top - bought.minor * bottom) * top
    turned = abs(sold.minor * bottom - bought.minor * top) * bottom
    return (
        turned * 100 < straight and abs(sold.minor * bottom - bought.minor * top) * 100 < bought.minor * top
    )


def swapped_digits(seen: int, expected: int) -> bool:
    """Two neighbouring digits of one amount are exchanged in the other."""
    first, second = str(seen), str(expected)
    apart = [place for place, (left, right) in enumerate(zip(first, second, strict=False)) if left != right]
    return (
        len(first) == len(second)
        and len(apart) == 2
        and apart[1] == apart[0] + 1
        and first[apart[0]] == second[apart[1]]
        and first[apart[1]] == second[apart[0]]
    )


def check_slip(sold: Money, bought: Money, rate: str) -> list[Finding]:
    """MON-341 when the rate looks turned round, MON-342 when the two amounts and the rate do not agree.

    The rate is bought currency for one of sold currency. A slip whose amounts differ by no more than the rate's
    printed digits explain is accepted.
    """
    try:
        rate_parts(rate)
    except ValueError:
        return [Finding("MON-345", Level.STOP, values={"rate": rate})]
    if inverted(sold, bought, rate):
        top, bottom = rate_parts(rate)
        # Two decimals are enough to show which way round is meant.
        near = round_half_up(bottom * 100, top)
        return [
            Finding(
                "MON-341",
                Level.STOP,
                values={
                    "rate": rate,
                    "sold": sold.currency,
                    "bought": bought.currency,
                    "near": f"{near // 100}.{near % 100:02d}",
                },
            )
        ]
    expected = at_rate(sold, rate, bought.currency)
    # Two swapped digits can lie within what the printed rate leaves open, so they are looked for first.
    swapped = swapped_digits(bought.minor, expected.minor)
    if not swapped and abs(expected.minor - bought.minor) <= tolerance(sold, rate):
        return []
    code = "MON-342" if swapped else "MON-346"
    return [
        Finding(
            code,
            Level.STOP,
            values={"sold": sold.figure, "rate": rate, "expected": expected.figure, "seen": bought.figure},
        )
    ]
