"""A line that a terminal can send and no text holds is refused in words."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from guohe.kernel.texts import LANGUAGES

SAID = {
    "en": 'ACC-675 Command ./guohe: "\\xff" is not written in UTF-8.',
    "zh-hant": "ACC-675 指令 ./guohe：「\\xff」不是 UTF-8 文字。",
    "zh-hans": "ACC-675 命令 ./guohe：“\\xff”不是 UTF-8 文字。",
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_bytes_that_are_no_text_are_refused_in_words(lang: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "guohe.project", "trace", b"\xff"],
        env={**os.environ, "GUOHE_LANG": lang},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(SAID[lang])
