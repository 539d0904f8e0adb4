"""The encoding is chosen by evidence, and a text that was read wrongly once is told from one that is merely rare."""

from __future__ import annotations

import codecs
import gc

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from guohe.exchange.domain.collector import collector_paused
from guohe.exchange.domain.encodings import BIG5, GB, decode, usual_characters
from guohe.exchange.domain.heads import words_file
from guohe.exchange.domain.open_text import open_text
from guohe.exchange.domain.sorts import Sort, sort_of

TRADITIONAL = "項目,科目,金額\nZZ01,實驗消耗品,7600\nZZ01,焊絲（深水埗門市）,12300\n"
SIMPLIFIED = "项目,科目,金额\nZZ01,实验消耗品,7600\nZZ01,测试化验加工费,12300\n"
WAYS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]


@pytest.mark.parametrize("encoding", [*WAYS, "big5hkscs"])
def test_traditional_text_is_read_in_every_encoding(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding)).text == TRADITIONAL


@pytest.mark.parametrize("encoding", WAYS)
def test_simplified_text_is_read_in_every_encoding(encoding: str) -> None:
    assert decode(SIMPLIFIED.encode(encoding)).text == SIMPLIFIED


def test_hong_kong_character_is_intact_and_named() -> None:
    found = decode(TRADITIONAL.encode("big5hkscs"))
    assert (found.encoding, found.rare) == (BIG5, "深水埗門市")


def test_legacy_encodings_are_told_apart() -> None:
    assert decode(TRADITIONAL.encode("big5hkscs")).encoding == BIG5
    assert decode(TRADITIONAL.encode("gb18030")).encoding == GB
    assert decode(SIMPLIFIED.encode("gb18030")).encoding == GB


USUAL = sorted(usual_characters())


@given(
    st.lists(st.text(alphabet=USUAL, min_size=4, max_size=30), min_size=4, max_size=10),
    st.sampled_from([BIG5, GB]),
)
def test_any_usual_text_comes_back(lines: list[str], encoding: str) -> None:
    text = "項目,科目,金額\n" + "\n".join(f"ZZ01,{line},7600" for line in lines)
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        assume(False)
    assert decode(data).text == text


@given(st.binary(max_size=400))
def test_any_bytes_are_opened_or_refused(data: bytes) -> None:
    opened = open_text(data)
    assert (opened.grid is None) == any(finding.level == "stop" for finding in opened.findings)


def test_lost_character_is_quoted_and_an_encoding_proposed() -> None:
    found = decode(TRADITIONAL.replace("埗", "\N{REPLACEMENT CHARACTER}").encode())
    assert (found.garbled, found.proposal) == ("深水\N{REPLACEMENT CHARACTER}", BIG5)


def test_following_the_proposal_restores_what_can_be_restored() -> None:
    garbled = TRADITIONAL.encode("big5hkscs").decode("latin-1").encode()
    first = open_text(garbled)
    assert (first.grid, first.proposal) == (None, BIG5)
    second = open_text(garbled, encoding=first.proposal)
    assert second.grid is not None
    assert second.grid.rows[2][1] == "焊絲（深水埗門市）"


def test_following_the_proposal_says_when_characters_are_lost() -> None:
    lost = TRADITIONAL.replace("埗", "\N{REPLACEMENT CHARACTER}").encode()
    assert [finding.code for finding in open_text(lost, encoding=BIG5).findings] == ["IMP-030"]


def test_wrong_choice_of_a_person_is_answered_with_the_right_one() -> None:
    opened = open_text(TRADITIONAL.encode("big5hkscs"), encoding="utf-8")
    assert [finding.code for finding in opened.findings] == ["IMP-003"]
    assert opened.proposal == BIG5
    as_plain_big5 = open_text(TRADITIONAL.encode("big5hkscs"), encoding="cp950")
    assert as_plain_big5.findings[0].values["seen"] == "深水\N{REPLACEMENT CHARACTER}"


def test_accents_of_western_names_are_no_garbling() -> None:
    assert open_text("Project,Payee\nZZ01,Café Zoë Müller\n".encode()).grid is not None


def test_utf16_without_its_mark_is_text() -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        assert sort_of(TRADITIONAL.encode(encoding)) is Sort.TEXT
    assert sort_of(b"a,b\nc\x00\x00\x00,d\n") is Sort.BINARY
    assert sort_of(codecs.BOM_UTF16_LE + "a,b\n".encode("utf-16-le")) is Sort.TEXT


def test_one_word_of_a_head_is_evidence_enough() -> None:
    """In Big5 always; in GB18030 save where its few bytes happen to be valid UTF-8 as well."""
    words = {
        word
        for name, section in words_file().items()
        if name not in ("marks", "units")
        for found in section.values()
        for word in found
        if not word.isascii() and any(sign.isalpha() for sign in word)
    }
    for encoding in (BIG5, GB):
        for word in sorted(words):
            try:
                data = f"Project,Amount\n{word},1.00\n".encode(encoding)
            except UnicodeEncodeError:
                continue
            try:
                data.decode("utf-8")
            except UnicodeDecodeError:
                assert word in (decode(data).text or ""), (word, encoding)


def test_collector_is_on_again_after_a_reading() -> None:
    assert gc.isenabled()
    with collector_paused():
        assert not gc.isenabled()
        with collector_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
