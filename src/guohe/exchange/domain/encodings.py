"""Bytes become text by evidence: the mark at their head, strict validity, then how usual the characters are.

Big5-HKSCS and GB18030 accept almost each other's bytes. Read in the wrong one, text turns into rare characters: the
frequent half of GB2312, in both scripts, is the yardstick, and words of heads weigh most.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from guohe.exchange.domain.folding import fold, table
from guohe.exchange.domain.heads import words_file
from guohe.exchange.domain.limits import ENCODING_SAMPLE
from guohe.exchange.domain.sorts import wide_order

UTF8: Final = "utf-8"
BIG5: Final = "big5hkscs"
GB: Final = "gb18030"
# The names that people know, shown in messages and on the page.
NAMES: Final = {
    UTF8: "UTF-8", "utf-16-le": "UTF-16LE", "utf-16-be": "UTF-16BE", BIG5: "Big5-HKSCS", GB: "GB18030",
}  # fmt: skip
_RARE_LOOKED_AT: Final = 20
_LOST: Final = "\N{REPLACEMENT CHARACTER}"
_CONTROL: Final = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
# What Chinese in UTF-8 or Big5 looks like after it was read as Western text: runs of accented letters and signs.
_WESTERN_RUN: Final = re.compile(
    "[\u00a0-\u00ff\u0152-\u017e\u02c6\u02dc\u2013-\u2022\u2026\u2030\u20ac\u2122]{2,}"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """``text`` is None when no encoding fits. ``garbled`` quotes what looks wrong, with the encoding proposed.

    ``broken_at`` is the byte where an encoding that fits otherwise stops fitting.
    """

    text: str | None
    encoding: str
    garbled: str = ""
    proposal: str = ""
    rare: str = ""
    broken_at: int = -1


@cache
def usual_characters() -> frozenset[str]:
    """The 3,755 most frequent characters as GB2312 level 1 has them, and every form that folds to one of them."""
    frequent = {
        bytes((lead, trail)).decode("gb2312", "ignore")
        for lead in range(0xB0, 0xD8)
        for trail in range(0xA1, 0xFF)
    } - {""}
    return frozenset(frequent) | {chr(form) for form, folded in table().items() if folded in frequent}


@cache
def _head_words() -> frozenset[str]:
    """The words of heads and totals in Chinese, as written and folded: nothing else is so sure to be in a listing."""
    written = (word for section in words_file().values() for words in section.values() for word in words)
    words = {form for word in written if not word.isascii() for form in (word, fold(word))}
    return frozenset(word for word in words if len(word) > 1 and not any(sign.isascii() for sign in word))


def _sample(data: bytes) -> bytes:
    """The lines around the first bytes that are not ASCII: titles alone would be weak evidence."""
    if len(data) <= ENCODING_SAMPLE:
        return data
    match = re.search(rb"[\x80-\xff]", data)
    if not match:
        return data[:ENCODING_SAMPLE]
    start = data.rfind(b"\n", 0, match.start()) + 1
    end = data.rfind(b"\n", start, start + ENCODING_SAMPLE)
    return data[start : end if end > start else start + ENCODING_SAMPLE]


def likelihood(text: str) -> float:
    """The share of foreign characters that are usual, from 0 to 1, and more for each word that a head is made of."""
    foreign = [sign for sign in text if sign > "\x7f" and sign not in "，。、：；（）“”「」　－—…·％＃＄"]
    if not foreign:
        return 0.0
    usual = usual_characters()
    good = sum(1 for sign in foreign if sign in usual or "\uff10" <= sign <= "\uff5a")
    words = sum(1 for word in _head_words() if word in text)
    return good / len(foreign) + min(words, 10) / 10


def _strict(data: bytes, encoding: str) -> tuple[str | None, int]:
    try:
        return data.decode(encoding), -1
    except UnicodeDecodeError as refusal:
        return None, refusal.start


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Chooses the encoding by evidence, or obeys ``encoding`` when a person chose it and says what looks wrong."""
    if encoding is not None:
        return _obeyed(data, encoding)
    for mark, name in (
        (codecs.BOM_UTF8, UTF8),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return _checked(data[len(mark) :], name)
    if wide := wide_order(data):
        return _checked(data, wide)
    text, _ = _strict(data, UTF8)
    if text is not None:
        return _looked_at(text, UTF8)
    return _legacy(data)


def _legacy(data: bytes) -> Decoded:
    sample = _sample(data)
    scores = {
        name: likelihood(sample.decode(name, "replace").replace(_LOST, "\ue000")) for name in (BIG5, GB)
    }
    ranked = sorted(scores, key=lambda name: scores[name], reverse=True)
    utf8_share = _valid_share(sample)
    if utf8_share > 0.9:
        # Almost all of it is UTF-8: it was cut off or damaged in one place, not written in another encoding.
        return Decoded(None, UTF8, broken_at=_strict(data, UTF8)[1])
    for name in ranked:
        text, broken = _strict(data, name)
        if text is not None and scores[name] >= 0.5:
            return Decoded(_clean(text), name, rare=_rare(text) if name == BIG5 else "")
        if text is None and name == ranked[0] and scores[name] >= 0.9:
            return Decoded(None, name, broken_at=broken)
    return Decoded(None, "", broken_at=_strict(data, UTF8)[1])


def _valid_share(sample: bytes) -> float:
    """The share of the foreign bytes that are valid UTF-8."""
    foreign = sum(1 for byte in sample if byte > 0x7F)
    if not foreign:
        return 1.0
    kept = sample.decode(UTF8, "ignore").encode(UTF8)
    return sum(1 for byte in kept if byte > 0x7F) / foreign


def _checked(data: bytes, name: str) -> Decoded:
    text, broken = _strict(data, name)
    if text is None:
        return Decoded(None, name, broken_at=broken)
    return _looked_at(text, name)


def _obeyed(data: bytes, encoding: str) -> Decoded:
    """A person's choice. Taken as the file's own encoding, or as the one it was written in before it was garbled."""
    automatic = decode(data)
    if automatic.garbled and automatic.proposal == encoding:
        restored = restore(data.decode(automatic.encoding, "replace"), encoding)
        return automatic if restored is None else Decoded(_clean(restored), encoding)
    body = data
    for mark in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        body = body.removeprefix(mark) if encoding.startswith("utf") else body
    try:
        text, broken = _strict(body, encoding)
    except LookupError:
        return automatic
    if text is not None:
        return _looked_at(text, encoding)
    if automatic.text is None or automatic.encoding == encoding:
        return Decoded(None, encoding, broken_at=broken)
    start = data.rfind(b"\n", 0, broken) + 1
    before = data[start:broken].decode(encoding, "replace")
    kept = len(before)
    while kept > 0 and len(before) - kept < 8 and before[kept - 1].isalnum():
        kept -= 1
    return Decoded(None, encoding, before[kept:] + _LOST, automatic.encoding)


def _looked_at(text: str, name: str) -> Decoded:
    """A text that decodes can still be garbled: read once in the wrong encoding and saved so."""
    lost = text.find(_LOST)
    if lost >= 0:
        start = lost
        while start > 0 and lost - start < 8 and text[start - 1].isalnum():
            start -= 1
        return Decoded(None, name, text[start : lost + 1], BIG5)
    if not text.isascii() and (run := _WESTERN_RUN.search(text)):
        for written_in in (UTF8, BIG5, GB):
            for read_as in ("cp1252", "latin-1"):
                try:
                    restored = text.encode(read_as).decode(written_in)
                except UnicodeError:
                    continue
                if likelihood(restored) > 0.9:
                    return Decoded(None, name, run[0][:12], written_in)
    return Decoded(_clean(text), name, rare=_rare(text) if name == BIG5 else "")


def restore(text: str, written_in: str) -> str | None:
    """Undoes one wrong reading: a Big5 or UTF-8 text that was taken for Western and saved as UTF-8."""
    for read_as in ("cp1252", "latin-1"):
        try:
            return text.encode(read_as).decode(written_in)
        except UnicodeError:
            continue
    return None


def _rare(text: str) -> str:
    """A word with a character that only the Hong Kong supplement has, for the list of repairs.

    The supplement also holds Simplified forms; a name of a place says more than 钢, so those are taken last.
    """
    simplified = frozenset(table().values())
    sample, start, otherwise = text[:ENCODING_SAMPLE], 0, ""
    for _ in range(_RARE_LOOKED_AT):
        try:
            sample[start:].encode("cp950")
        except UnicodeEncodeError as refusal:
            at = start + refusal.start
            if sample[at] not in simplified:
                return _word_around(sample, at)
            otherwise = otherwise or _word_around(sample, at)
            start = at + 1
        else:
            break
    return otherwise


def _word_around(text: str, at: int) -> str:
    start = end = at
    while start > 0 and at - start < 6 and text[start - 1] > "\u2e7f" and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and end - at < 3 and text[end].isalnum():
        end += 1
    return text[start:end]


def _clean(text: str) -> str:
    """Control characters have no meaning in a listing and could hide text on a terminal; NUL is left to be refused."""
    return _CONTROL.sub(" ", text) if _CONTROL.search(text) else text
