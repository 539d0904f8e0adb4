"""The funder's names of budget lines, which a higher context knows: the books keep the codes alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from guohe.kernel.names import Name

Source = Callable[[str], Mapping[str, Name]]
_sources: list[Source] = []


def name_categories(source: Source) -> None:
    """From now on ``source(fund_ref)`` is asked what the fund's funder calls each code; called once, at start-up."""
    _sources[:] = [source]


def category_words(fund_ref: str, lang: str) -> dict[str, str]:
    """Code to name in the reader's language; empty where nobody here knows any."""
    return {code: name.in_language(lang) for source in _sources for code, name in source(fund_ref).items()}
