"""Checking, publishing and signing books, and handing one in as a table: what is refused, in which words, and what is left."""

from __future__ import annotations

import csv
import io
import json
import shutil
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from guohe.kernel.texts import LANGUAGES
from guohe.programmes.queries.book_tables import table_bytes
from guohe.programmes.queries.rulebooks import FOLDER, sources
from guohe.project.cli import main

BOOK = "demo-agency/demo-lump-sum/1.0/book.toml"


def run(*words: str) -> Result:
    return CliRunner().invoke(main.commands["rules"], words)


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """A folder with one published version."""
    folder = tmp_path / "books"
    shutil.copytree(FOLDER / "demo/demo-lump-sum/1.0", (folder / BOOK).parent)
    return folder


def edit(folder: Path) -> None:
    file = folder / BOOK
    text = file.read_text("utf-8")
    assert "Demo funder" in text
    file.write_text(text.replace("Demo funder", "Another funder"), "utf-8")


def key(folder: Path) -> str:
    out = str(folder.parent / "key.pem")
    assert run("key", "--out", out).exit_code == 0
    return out


@pytest.mark.parametrize("command", ["check", "publish", "sign"])
def test_an_edited_published_version_is_refused_by_every_command(command: str, books: Path) -> None:
    more = ("--key", key(books)) if command == "sign" else ()
    edit(books)
    before = sorted(path.name for path in books.rglob("*"))
    for lang in LANGUAGES:
        told = run(command, str(books), *more, "--lang", lang)
        assert told.exit_code == 1
        assert [line[:7] for line in told.output.splitlines() if line.startswith("RUL-")] == ["RUL-810"]
        assert BOOK in told.output
    assert sorted(path.name for path in books.rglob("*")) == before


def test_of_the_products_own_folder_every_version_is_published(
    books: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (books / BOOK).with_name("book.sha256").unlink()
    assert run("check", str(books)).exit_code == 0
    monkeypatch.setattr(import_module("guohe.programmes.cli.rules"), "FOLDER", books)
    told = run("check", str(books))
    assert (told.exit_code, told.output[:7]) == (1, "RUL-891")
    assert "edited" not in told.output
    assert run("check").output == told.output


def test_publish_and_sign_say_when_there_is_nothing_to_do(books: Path) -> None:
    pem = key(books)
    assert run("publish", str(books)).output.startswith("Nothing to publish")
    assert run("sign", str(books), "--key", pem).output.startswith("Signed: ")
    told = run("sign", str(books), "--key", pem).output
    assert told.startswith("Nothing to sign")
    assert told.rstrip().endswith("Not published yet: 0.")
    (books / BOOK).with_name("book.sig").unlink()
    (books / BOOK).with_name("book.sha256").unlink()
    assert run("sign", str(books), "--key", pem).output.rstrip().endswith("Not published yet: 1.")


def spoilt(folder: Path) -> str:
    """The table of a book in whose sheet of rules no article stands."""
    lines = list(csv.reader(io.StringIO(table_bytes("demo-lump-sum@1.0", ".csv").decode("utf-8-sig"))))
    heads = next(line for line in lines if line[:2] == ["id", "kind"])
    for line in lines[lines.index(heads) + 1 :]:
        if not line:
            break
        line[heads.index("article")] = ""
    file = folder / "book.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(lines)
    return str(file)


def test_faults_of_a_table_are_told_in_the_readers_language_or_as_json(tmp_path: Path) -> None:
    file, into = spoilt(tmp_path), tmp_path / "mine"
    ends = {
        "en": "Nothing was written.",
        "zh-hant": "沒有寫入任何內容。",
        "zh-hans": "未写入任何内容。",
    }
    for lang in LANGUAGES:
        told = run("from-table", file, "--into", str(into), "--lang", lang)
        assert told.exit_code == 1
        assert all(line.endswith(ends[lang]) for line in told.output.splitlines())
        record = json.loads(run("from-table", file, "--into", str(into), "--lang", lang, "--json").output)
        assert record["written"] is None
        assert {fault["code"] for fault in record["faults"]} == {"RUL-801"}
        assert [fault["code"] + " " + fault["message"] for fault in record["faults"]] == [
            line for line in told.output.splitlines() if line.startswith("RUL-")
        ]
    assert not into.exists()


def test_what_was_written_is_told_with_the_command_that_publishes_it(tmp_path: Path) -> None:
    file = tmp_path / "book.csv"
    file.write_bytes(table_bytes("demo-lump-sum@1.0", ".csv"))
    told = run("from-table", str(file), "--into", str(tmp_path / "mine")).output.rstrip()
    assert told.endswith(f"./guohe rules publish {tmp_path / 'mine'}")
    command = told.rsplit("./guohe rules ", 1)[1].split()
    assert "book.sha256" in run(*command).output
    again = run("from-table", str(file), "--into", str(tmp_path / "mine")).output.rstrip()
    assert again.endswith("and is published: nothing was changed.")


def test_the_sources_that_a_clause_may_name_are_listed() -> None:
    listed = json.loads(run("sources", "--json").output)
    assert {row["source"] for row in listed["rows"]} == set(sources())
