"""What a terminal or a mail program would obey is made visible; what only parts words stays as it was typed."""

from __future__ import annotations

import pytest

from guohe.kernel.visible_signs import visible


@pytest.mark.parametrize("name", ["Ａ　ＬＴＤ", "10\u00a0000", "王\u2003示例"])
def test_a_space_of_any_width_stays_a_space(name: str) -> None:
    assert visible(name) == name


@pytest.mark.parametrize("sign", ["\x1b", "\n", "\u2028", "\u2029", "\u202e", "\u200b", "\x85"])
def test_a_sign_that_moves_or_turns_the_text_is_shown(sign: str) -> None:
    assert visible(f"a{sign}b") == "a\N{REPLACEMENT CHARACTER}b"
