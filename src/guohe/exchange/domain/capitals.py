"""An amount in capital numerals and the figure are the same amount, read and written exactly, to the fen.

壹佰贰拾万元整 is 1,200,000.00. Read in both scripts and in everyday numerals (一百二十萬圓正); written as Mainland forms ask:
one 零 for a gap however wide, 整 where no fen follow.
"""

from __future__ import annotations

import re
from typing import Final, Literal

_DIGITS: Final = {
    sign: value
    for value, signs in enumerate(
        ("零〇○", "壹一壱弌", "贰貳二弍兩两", "叁參叄三弎", "肆四", "伍五", "陆陸六", "柒七", "捌八", "玖九")
    )
    for sign in signs
}
_UNITS: Final = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}
_PREFIX: Final = re.compile(
    r"^(?:合计|合計|共计|共計|总计|總計)?(?:[（(]?大[写寫][)）]?)?[:：]?(?:人民币|人民幣|港币|港幣|澳门元|澳門元)?[:：]?"
)
_SHAPE: Final = re.compile(
    r"(?P<yuan>[^元圆圓角毫分仙整正]*)(?:[元圆圓])?(?:(?P<jiao>.)[角毫])?(?:零?(?P<fen>.)[分仙])?[整正]?"
)
_INSIDE: Final = re.compile(
    r"[零〇壹一贰貳二叁參叄三肆四伍五陆陸六柒七捌八玖九拾十兩两][零〇壹一贰貳二叁參叄三肆四伍五陆陸六柒七捌八玖九拾十佰百仟千万萬亿億兩两]{0,40}[元圆圓][零〇壹一贰貳二叁參叄三肆四伍五陆陸六柒七捌八玖九兩两角毫分仙整正]{0,8}"
)
# What is said to be in capitals and lacks its 元 is quoted and asked about, not passed over.
_SAID: Final = re.compile(
    r"大[写寫][)）]?[:：]?(?:人民币|人民幣|RMB|CNY)?[:：]?([零〇壹一贰貳二叁參叄三肆四伍五陆陸六柒七捌八玖九拾十佰百仟千万萬亿億兩两]{1,40})"
)
_LARGEST: Final = 10**16
_WRITTEN: Final = {
    "zh-hans": ("零壹贰叁肆伍陆柒捌玖", "拾佰仟", ("", "万", "亿", "万亿"), "元", "整"),
    "zh-hant": ("零壹貳叁肆伍陸柒捌玖", "拾佰仟", ("", "萬", "億", "萬億"), "元", "正"),
}


class CapitalsNotReadable(ValueError):
    """A text is not an amount in capital numerals."""


def read_capitals(text: str) -> int:
    """The fen of an amount in capital numerals. Raises CapitalsNotReadable for anything it would have to guess."""
    plain = "".join(text.split()).translate(str.maketrans("萬億", "万亿"))
    negative = plain.startswith(("负", "負"))
    plain = _PREFIX.sub("", plain.lstrip("负負"), count=1)
    match = _SHAPE.fullmatch(plain)
    if not match or not any(sign in plain for sign in "元圆圓角毫分仙"):
        raise CapitalsNotReadable(text)
    has_yuan = any(sign in plain for sign in "元圆圓")
    if not has_yuan and match["yuan"].strip("零〇"):
        raise CapitalsNotReadable(text)
    yuan = _number(match["yuan"], text) if has_yuan and match["yuan"] else 0
    minor = yuan * 100 + 10 * _digit(match["jiao"], text) + _digit(match["fen"], text)
    return -minor if negative else minor


def _digit(sign: str | None, text: str) -> int:
    if sign is None:
        return 0
    if sign not in _DIGITS:
        raise CapitalsNotReadable(text)
    return _DIGITS[sign]


def _number(signs: str, text: str) -> int:
    """Splits at the last 亿, then at the last 万: each side is a smaller number of the same kind."""
    for word, size in (("亿", 10**8), ("万", 10**4)):
        if word in signs:
            left, _, right = signs.rpartition(word)
            high = _number(left, text)
            low = _number(right, text) if right else 0
            if not high or high >= size or low >= size:
                raise CapitalsNotReadable(text)
            return high * size + low
    return _thousands(signs, text)


def _thousands(signs: str, text: str) -> int:
    """Up to 9999: every digit has its unit, units only fall."""
    total, digit, unit = 0, -1, 10_000
    for sign in signs:
        if sign in _UNITS:
            size = _UNITS[sign]
            if digit < 0 and size == 10 and total == 0:
                digit = 1
            if digit <= 0 or size >= unit:
                raise CapitalsNotReadable(text)
            total, unit, digit = total + digit * size, size, -1
        elif sign in _DIGITS:
            if digit > 0:
                raise CapitalsNotReadable(text)
            digit = _DIGITS[sign]
        else:
            raise CapitalsNotReadable(text)
    return total + max(digit, 0)


def find_capitals(text: str) -> str:
    """The capital numerals inside a sentence such as 合计（大写）：人民币壹佰贰拾万元整, or nothing."""
    plain = "".join(text.split())
    if found := _INSIDE.search(plain):
        return found[0]
    said = _SAID.search(plain)
    return said[1] if said else ""


def write_capitals(minor: int, lang: Literal["zh-hans", "zh-hant"] = "zh-hans") -> str:
    """The amount of ``minor`` fen in capital numerals, without the currency's name."""
    if abs(minor) >= _LARGEST * 100:
        raise ValueError(f"{minor} is past what capital numerals are written for")
    digits, units, groups, yuan_word, whole = _WRITTEN[lang]
    yuan, cents = divmod(abs(minor), 100)
    jiao, fen = divmod(cents, 10)
    text = "负" if minor < 0 and lang == "zh-hans" else "負" if minor < 0 else ""
    if yuan or not cents:
        text += _written(yuan, digits, units, groups) + yuan_word
    if not cents:
        return text + whole
    if jiao:
        text += digits[jiao] + "角"
    elif yuan:
        text += "零"
    return text + (digits[fen] + "分" if fen else whole)


def _written(number: int, digits: str, units: str, groups: tuple[str, ...]) -> str:
    if not number:
        return digits[0]
    # 万亿 counts 亿 in ten-thousands: the 亿 stands once, behind both groups.
    high, low = divmod(number, 10**8)
    if high:
        gap = digits[0] if low and low < 10**7 else ""
        return (
            _below(high, digits, units, groups[1])
            + groups[2]
            + gap
            + (_below(low, digits, units, groups[1]) if low else "")
        )
    return _below(low, digits, units, groups[1])


def _below(number: int, digits: str, units: str, wan: str) -> str:
    """Up to 10^8: at most one 万."""
    high, low = divmod(number, 10**4)
    if not high:
        return _group(low, digits, units)
    gap = digits[0] if low and low < 1000 else ""
    return _group(high, digits, units) + wan + gap + (_group(low, digits, units) if low else "")


def _group(number: int, digits: str, units: str) -> str:
    text, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if not digit:
            gap = bool(text)
            continue
        text += (digits[0] if gap else "") + digits[digit] + (units[power - 1] if power else "")
        gap = False
    return text
