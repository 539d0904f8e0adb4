"""Evidence names what is known, or is refused."""

from __future__ import annotations

import pytest

from guohe.registry.domain.evidence import Basis, EvidenceNotReadable, Source, read_evidence

SOURCES = {"S1": Source("S1", "http://a", "C", None), "S2": Source("S2", "http://b", "B", None)}


@pytest.mark.parametrize(
    ("words", "basis", "grade", "named"),
    [
        ("S1", Basis.SOURCED, "C", ("S1",)),
        ("S1 S2", Basis.SOURCED, "B", ("S1", "S2")),
        ("own high", Basis.OWN, "high", ()),
        ("own medium S2", Basis.OWN, "medium", ("S2",)),
        ("derived S1 S2", Basis.DERIVED, "derived", ("S1", "S2")),
        ("invented", Basis.INVENTED, "invented", ()),
    ],
)
def test_words_become_evidence_and_the_best_source_gives_the_grade(
    words: str, basis: Basis, grade: str, named: tuple[str, ...]
) -> None:
    read = read_evidence(words, SOURCES)
    assert (read.basis, read.grade, read.sources) == (basis, grade, named)


@pytest.mark.parametrize(
    "words", ["", "S3", "S1 S3", "own", "own certain", "derived", "invented S1", "trust me"]
)
def test_words_that_name_nothing_known_are_refused(words: str) -> None:
    with pytest.raises(EvidenceNotReadable):
        read_evidence(words, SOURCES)


@pytest.mark.parametrize(
    ("words", "weak"), [("S1", False), ("own high", False), ("own medium", True), ("own low S2", True)]
)
def test_only_unsure_knowledge_warns(words: str, weak: bool) -> None:
    assert read_evidence(words, SOURCES).is_weak is weak


def test_a_source_has_one_of_four_qualities() -> None:
    with pytest.raises(EvidenceNotReadable):
        Source("S9", "http://c", "E", None)
