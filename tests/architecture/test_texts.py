"""Every word a person reads stands in three languages, and every key that is asked for exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from guohe.kernel.texts import catalogue, placeholders
from tests.architecture.ground import PRODUCT, place, python_files

FIELDS = ("en", "zh_hant", "zh_hans")
CODE = re.compile(r"[A-Z]{3}-\d{3}")
# {% say "key" ... %} and its kin, whose key is a literal.
SAID = re.compile(r"{%-?\s*say\s+(?:\"([^\"]+)\"|'([^']+)')")
RUDE = re.compile(r"\b(please|sorry|invalid|illegal|oops|error occurred)\b", re.IGNORECASE)


def test_every_key_has_three_languages_with_the_same_placeholders() -> None:
    faults = [
        key
        for key, texts in catalogue().items()
        if set(texts) != set(FIELDS)
        or not all(texts[field].strip() for field in FIELDS)
        or len({frozenset(placeholders(texts[field])) for field in FIELDS}) != 1
    ]
    assert len(catalogue()) > 100
    assert faults == []


def test_keys_are_codes_or_begin_with_their_context() -> None:
    import tomllib

    faults = []
    for path in sorted(PRODUCT.glob("*/texts/*.toml")):
        context = path.relative_to(PRODUCT).parts[0]
        with path.open("rb") as file:
            faults += [
                f"{path.name}: {key}"
                for key in tomllib.load(file)
                if not (CODE.fullmatch(key) or key.startswith(f"{context}."))
            ]
    assert faults == []


def asked_in_python(path: Path) -> Iterator[tuple[int, str, bool]]:
    """Keys in calls of say(), with their line; of a key put together, its fixed beginning (True)."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and _name(node.func) in ("say", "say_text", "_say"):
            key = node.args[0]
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield node.lineno, key.value, False
            elif isinstance(key, ast.JoinedStr) and isinstance(key.values[0], ast.Constant):
                yield node.lineno, str(key.values[0].value), True
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
            yield node.lineno, node.value, False


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def missing_in_python(path: Path) -> list[str]:
    known = catalogue()
    return [
        f"{place(path, line)} asks for {key}"
        for line, key, begins in asked_in_python(path)
        if not (any(each.startswith(key) for each in known) if begins else key in known)
    ]


def missing_in_template(path: Path) -> list[str]:
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        for double, single in SAID.findall(line):
            if (double or single) not in catalogue():
                found.append(f"{place(path, number)} asks for {double or single}")
    return found


def test_every_key_that_code_asks_for_exists() -> None:
    assert [fault for path in python_files() for fault in missing_in_python(path)] == []


def test_every_key_that_a_template_asks_for_exists() -> None:
    templates = sorted(PRODUCT.rglob("*.html"))
    assert len(templates) > 10
    assert [fault for path in templates for fault in missing_in_template(path)] == []


def test_english_starts_with_the_thing_and_asks_for_no_pardon() -> None:
    assert [key for key, texts in catalogue().items() if RUDE.search(texts["en"])] == []


def test_each_script_has_its_own_marks_and_letters() -> None:
    faults = []
    for key, texts in catalogue().items():
        if re.search(r"[“”]|[账拨汇请]", texts["zh_hant"]):
            faults.append(f"{key} zh_hant")
        # 请 stays in 申请 (to apply) and 聘请 (to engage); as "please" it is not the house style.
        if re.search(r"[「」]|[帳撥匯請]|(?<![申聘邀])请", texts["zh_hans"]):
            faults.append(f"{key} zh_hans")
    assert faults == []


@pytest.mark.parametrize(
    ("file", "text", "faults"),
    [
        ("a.py", 'say("identity.no-such-key", lang)', 1),
        ("a.py", 'say(f"identity.no-such.{word}", lang)', 1),
        ("a.py", 'say(f"identity.doing.{word}", lang)', 0),
        ("a.py", 'Finding("ACC-999", Level.STOP)', 1),
        ("a.py", 'Finding("ACC-601", Level.STOP)', 0),
        ("a.html", '<p>{% say "identity.no-such-key" x=1 %}</p>', 1),
        ("a.html", "<p>{% say 'identity.sign-in.title' %}</p>", 0),
    ],
)
def test_a_planted_missing_key_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, text: str, faults: int
) -> None:
    monkeypatch.setattr("tests.architecture.ground.ROOT", tmp_path)
    path = tmp_path / file
    path.write_text(text, encoding="utf-8")
    found = missing_in_python(path) if file.endswith(".py") else missing_in_template(path)
    assert len(found) == faults
