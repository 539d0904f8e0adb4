"""Every sentence the set-up shows stands in words.toml, in three languages side by side."""

import os
import tomllib
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "zh-hant", "zh-hans")


@cache
def texts() -> dict[str, dict[str, str]]:
    """All sentences by key, then by language with an underscore (`zh_hant`)."""
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def language(environ: "os._Environ[str] | dict[str, str] | None" = None) -> str:
    """The reader's language: GUOHE_LANG when set, else what the terminal's locale says, else English."""
    environ = os.environ if environ is None else environ
    chosen = environ.get("GUOHE_LANG", "").lower().replace("_", "-")
    if chosen in LANGUAGES:
        return chosen
    locale = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    locale = locale.lower().replace("_", "-")
    if locale.startswith(("zh-hk", "zh-tw", "zh-mo", "zh-hant")):
        return "zh-hant"
    if locale.startswith("zh"):
        return "zh-hans"
    return "en"


def say(key: str, lang: str | None = None, /, **values: object) -> str:
    """The sentence `key` in the reader's language, with its blanks filled in."""
    sentence = texts()[key][(lang or language()).replace("-", "_")]
    return sentence.format_map({name: str(value) for name, value in values.items()})
