"""An amount is read exactly or not at all; every reading that is not the plain one is named.

Accepted beside 12,300.00: HK$12,300.00, １２，３００．００, 12,300.00-, (12,300.00), 12 300.00, 12.300,00, 12,300.00 CR.
Never repaired: a letter among digits, groups that are not of three, more decimals than the currency has.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal, NamedTuple

from guohe.exchange.domain.limits import FIGURE_CHARS
from guohe.kernel.money import MINUS, TOO_MUCH

Fault = Literal["", "empty", "letter", "decimals", "unreadable", "too_much"]

# The usual way to write an amount, below what no amount reaches; everything else takes the careful way.
USUAL: Final = re.compile(r"-?(?:\d{1,3}(?:,\d{3}){1,3}|\d{1,12})\.\d\d")
_WHOLE: Final = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.(\d*))?|\.(\d+)")
_SPACED: Final = re.compile(r"\d{1,3}(?:[ '\u00a0\u2009\u202f]\d{3})+(?:\.\d*)?")
_DECIMAL_COMMA: Final = re.compile(r"\d{1,3}(?:\.\d{3})+,\d{2}|\d+,\d{2}")
_MARKS: Final = (
    ("hk$", "HKD"), ("hkd", "HKD"), ("us$", "USD"), ("usd", "USD"), ("mop$", "MOP"), ("mop", "MOP"),
    ("rmb", "CNY"), ("cny", "CNY"), ("cn¥", "CNY"), ("eur", "EUR"), ("€", "EUR"), ("人民币", "CNY"),
    ("人民幣", "CNY"), ("港币", "HKD"), ("港幣", "HKD"), ("¥", "CNY"), ("$", ""),
)  # fmt: skip
_ENDINGS: Final = (("港元", "HKD"), ("元", ""))
_LETTERS: Final = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1"})
_MINUSES: Final = "-\u2212\u2013\u2014\u2010\u2011"
_DASHES: Final = frozenset((*_MINUSES, "--"))


class AmountRead(NamedTuple):
    """``minor`` is meaningful only without a fault. ``repairs`` name how it was read; ``mark`` the currency written.

    For a letter among digits ``letter`` is that letter and ``proposal`` what the figure would be.
    """

    minor: int
    repairs: tuple[str, ...] = ()
    fault: Fault = ""
    mark: str = ""
    letter: str = ""
    proposal: str = ""


def minor_of(plain: str, exponent: int) -> int | None:
    """Minor units of digits with at most one point, or None when there are more decimals than the currency has.

    Three decimals are refused even when the last is 0: 1.250 is twelve hundred and fifty where a point groups.
    """
    whole, _, fraction = plain.partition(".")
    if len(fraction.rstrip("0")) > exponent or len(fraction) == exponent + 1:
        return None
    scale: int = 10**exponent
    return int(whole or "0") * scale + int((fraction + "0" * exponent)[:exponent] or "0")


def figure_of(minor: int, exponent: int) -> str:
    """The usual way to write an amount of minor units, with the sign that every page has: 12,300.00, −12,300.00."""
    whole, fraction = divmod(abs(minor), 10**exponent)
    sign = MINUS if minor < 0 else ""
    return f"{sign}{whole:,}.{fraction:0{exponent}d}" if exponent else f"{sign}{whole:,}"


def read_amount(text: str, exponent: int = 2) -> AmountRead:
    """Reads one cell. The sign may stand before, behind or as parentheses, but only once."""
    if exponent == 2 and USUAL.fullmatch(text):
        return AmountRead(int(text.replace(",", "").replace(".", "")))
    body = text.strip()
    if not body:
        return AmountRead(0, fault="empty")
    if len(body) > FIGURE_CHARS:
        return AmountRead(0, fault="unreadable")
    repairs: list[str] = []
    if not body.isascii():
        plain = unicodedata.normalize("NFKC", body)
        if any(sign.isdigit() and not sign.isascii() for sign in body):
            repairs.append("full_width")
        body = plain.strip()
    body = body.lstrip("'")
    if body in _DASHES:
        return AmountRead(0, (*repairs, "dash_zero"))
    negative, body, signs = _sign(body, repairs)
    mark, body = _mark(body, repairs)
    if not negative and body[:1] and body[0] in _MINUSES:
        negative, body, signs = True, body[1:].lstrip(), signs + 1
    if signs > 1:
        return AmountRead(0, tuple(repairs), "unreadable", mark)
    return _digits(body, negative, mark, repairs, exponent)


def _sign(body: str, repairs: list[str]) -> tuple[bool, str, int]:
    negative, signs = False, 0
    lower = body.lower()
    if lower.endswith(("cr", "dr")) and len(body) > 2 and (body[-3].isdigit() or body[-3] == " "):
        repairs.append("credit_mark")
        negative, signs = lower.endswith("cr"), int(lower.endswith("cr"))
        body = body[:-2].rstrip()
    if body.startswith("(") and body.endswith(")"):
        repairs.append("parentheses")
        negative, body, signs = True, body[1:-1].strip(), signs + 1
    if body and body[-1] in _MINUSES:
        repairs.append("trailing_minus")
        negative, body, signs = True, body[:-1].rstrip(), signs + 1
    if body and body[0] in _MINUSES:
        negative, body, signs = True, body[1:].lstrip(), signs + 1
    return negative, body, signs


def _mark(body: str, repairs: list[str]) -> tuple[str, str]:
    """Takes the currency off the front and off the end; 人民币1,200.00元 has both."""
    currency, plain = "", body
    for mark, code in _MARKS:
        if plain.lower().startswith(mark):
            currency, plain = code, plain[len(mark) :].strip()
            break
    for mark, code in (*_MARKS, *_ENDINGS):
        if plain.lower().endswith(mark):
            currency, plain = currency or code, plain[: -len(mark)].strip()
            break
    if plain != body:
        repairs.append("currency_mark")
    return currency, plain


def _digits(body: str, negative: bool, mark: str, repairs: list[str], exponent: int) -> AmountRead:
    if _SPACED.fullmatch(body):
        repairs.append("spaced")
        body = re.sub(r"[^\d.]", "", body)
    elif _DECIMAL_COMMA.fullmatch(body):
        repairs.append("decimal_comma")
        body = body.replace(".", "").replace(",", ".")
    if _WHOLE.fullmatch(body):
        minor = minor_of(body.replace(",", ""), exponent)
        if minor is None:
            return AmountRead(0, tuple(repairs), "decimals", mark)
        # The bound is that of two decimals, whatever the cells of a table are read with.
        if minor * 100 >= TOO_MUCH * 10**exponent:
            return AmountRead(0, tuple(repairs), "too_much", mark)
        return AmountRead(-minor if negative else minor, tuple(repairs), "", mark)
    swapped = body.translate(_LETTERS)
    if swapped != body and any(sign.isdigit() for sign in body) and _WHOLE.fullmatch(swapped):
        minor = minor_of(swapped.replace(",", ""), exponent)
        if minor is not None:
            letter = next(sign for sign, other in zip(body, swapped, strict=True) if sign != other)
            shown = figure_of(-minor if negative else minor, exponent)
            return AmountRead(0, tuple(repairs), "letter", mark, letter, shown)
    return AmountRead(0, tuple(repairs), "unreadable", mark)
