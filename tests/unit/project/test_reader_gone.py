"""A command goes on when its reader has gone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from guohe.project.reader_gone import StillWriting


def test_what_is_said_after_the_reader_went_is_lost_without_a_fault() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", buffering=1, encoding="utf-8") as stream:
        with pytest.raises(BrokenPipeError):
            os.write(stream.fileno(), b"nobody reads")
        kept = StillWriting(stream)
        assert kept.write("one line\n") == len("one line\n")
        kept.flush()
        assert kept.write("and another\n") == len("and another\n")


def test_while_somebody_reads_everything_arrives(tmp_path: Path) -> None:
    file = tmp_path / "said"
    with file.open("w", encoding="utf-8") as stream:
        kept = StillWriting(stream)
        kept.write("過河")
        kept.flush()
        assert kept.encoding == "utf-8"
    assert file.read_text(encoding="utf-8") == "過河"
