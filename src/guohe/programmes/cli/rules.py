"""Rulebooks in a terminal: what is in them, whether a folder of them is good, and why; what changed is told by ``grants``."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from guohe.kernel import clock
from guohe.kernel.findings import EXIT_STOP, Finding, Level, Refused
from guohe.kernel.tables import Table
from guohe.kernel.texts import LANGUAGES, say
from guohe.programmes.operations.add_book import add_book
from guohe.programmes.operations.sign_books import new_key, sign_books
from guohe.programmes.queries import rule_pages, rules_asked_for
from guohe.programmes.queries.book_tables import FORMS, read_table, table_bytes
from guohe.programmes.queries.rulebooks import BOOK, DIGEST, FOLDER, KEYS, publish, read_folder
from guohe.rules.domain.signatures import fingerprint
from guohe.ui.plain import json_text, table_record
from guohe.ui.terminal import table_text

Command = Callable[..., Any]


def _spoken(command: Command) -> Command:
    command = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")(command)
    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        default="en",
        envvar="GUOHE_LANG",
        help="Language of the answer.",
    )(command)


def _day(text: str | None) -> date:
    if text is None:
        return clock.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(Finding("RUL-824", Level.STOP, values={"seen": text[:40]})) from None


@contextmanager
def _refusing(lang: str, as_json: bool) -> Iterator[None]:
    """What is refused is told in the reader's language, or as JSON, and nothing was written."""
    try:
        yield
    except Refused as refusal:
        _tell_faults(refusal.findings, lang, as_json, {"written": None})
        if not as_json and len(refusal.findings) > 1:
            count = str(len(refusal.findings))
            click.echo(say("programmes.rules.not_written", lang, count=count), err=True)
        raise click.exceptions.Exit(EXIT_STOP) from None


def _tell_faults(faults: Sequence[Finding], lang: str, as_json: bool, told: dict[str, object]) -> None:
    if as_json:
        click.echo(json_text({**told, "faults": [fault.as_json(lang) for fault in faults]}), nl=False)
        return
    for fault in faults:
        click.echo(f"{fault.code} {fault.sentence(lang)}", err=True)


def _print(table: Table, as_json: bool) -> None:
    click.echo(json_text(table_record(table)) if as_json else table_text(table), nl=False)


_keys = click.option(
    "--keys",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=KEYS,
    help="The list of accepted keys; this installation's if left out.",
)


@click.group()
def rules() -> None:
    """Rulebooks: versions, checks, differences, coverage, switches of grants."""


@rules.command("list")
@click.option("--on", metavar="DAY", help="Which versions hold on a day.")
@_spoken
def listed(on: str | None, lang: str, as_json: bool) -> None:
    """Every version of every book."""
    _print(rule_pages.books_table(_day(on), lang), as_json)


@rules.command("check")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@_keys
@_spoken
def check(folder: Path | None, keys: Path, lang: str, as_json: bool) -> None:
    """Load the books of a folder (without one, those that ship) and run their examples: every fault in one pass."""
    installed = folder is None or folder.resolve() == FOLDER
    books, faults = read_folder(folder or FOLDER, published=installed, keys=keys)
    counts = {
        "versions": len(books),
        "rules": sum(len(each.rules) for each in books),
        "examples": sum(len(rule.examples) for each in books for rule in each.rules),
    }
    if as_json or faults:
        _tell_faults(faults, lang, as_json, {**counts})
    if faults and not as_json:
        click.echo(say("programmes.rules.faults", lang, count=str(len(faults))), err=True)
    elif not as_json:
        click.echo(
            say("programmes.rules.checked", lang, **{key: str(value) for key, value in counts.items()})
        )
    if faults:
        raise click.exceptions.Exit(EXIT_STOP)


@rules.command("publish")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@_keys
@_spoken
def published(folder: Path, keys: Path, lang: str, as_json: bool) -> None:
    """Write the digest beside each new version of a folder, if all its books are good."""
    with _refusing(lang, as_json):
        _, faults = read_folder(folder, published=False, keys=keys)
        if faults:
            raise Refused(*faults)
        places = [path.relative_to(folder).as_posix() for path in publish(folder)]
    if as_json:
        click.echo(json_text({"published": places}), nl=False)
        return
    if not places:
        click.echo(say("programmes.rules.none_to_publish", lang))
    for place in places:
        click.echo(say("programmes.rules.published", lang, place=place))


@rules.command("key")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="A new file, kept secret."
)
@_spoken
def key(out: Path, lang: str, as_json: bool) -> None:
    """Make a key to sign books with; shows what others need to accept it."""
    with _refusing(lang, as_json):
        public = new_key(out)
    written = base64.b64encode(public).decode()
    if as_json:
        told = {"written": str(out), "public": written, "fingerprint": fingerprint(public)}
        click.echo(json_text(told), nl=False)
        return
    said = {"place": str(out), "public": written, "fingerprint": fingerprint(public)}
    click.echo(say("programmes.rules.key", lang, **said))


@rules.command("sign")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--key",
    "key_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="The file that guohe rules key wrote.",
)
@_spoken
def signed(folder: Path, key_file: Path, lang: str, as_json: bool) -> None:
    """Sign each published version of a folder that has no signature."""
    with _refusing(lang, as_json):
        places = [path.relative_to(folder).as_posix() for path in sign_books(folder, key_file)]
    if as_json:
        click.echo(json_text({"signed": places}), nl=False)
        return
    if not places:
        new = sum(not path.with_name(DIGEST).exists() for path in folder.rglob(BOOK))
        click.echo(say("programmes.rules.none_to_sign", lang, count=str(new)))
    for place in places:
        click.echo(say("programmes.rules.signed", lang, place=place))


@rules.command("table")
@click.argument("label", metavar="[BOOK@VERSION]", default="")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="A new file, ending in .xlsx or .csv.",
)
@_spoken
def table(label: str, out: Path, lang: str, as_json: bool) -> None:
    """A version as a spreadsheet, to make the next one from; without a version, the empty form."""
    form = out.suffix.casefold()
    with _refusing(lang, as_json):
        if form not in FORMS or out.exists():
            raise Refused(Finding("RUL-832", Level.STOP, values={"place": str(out)}))
        out.write_bytes(table_bytes(label, form))
    if as_json:
        click.echo(json_text({"written": str(out)}), nl=False)
        return
    click.echo(say(f"programmes.rules.{'table' if label else 'form'}_written", lang, place=str(out)))


@rules.command("from-table")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="The folder of rulebooks; the current one if left out.",
)
@_spoken
def from_table(file: Path, into: Path, lang: str, as_json: bool) -> None:
    """Write the version that a spreadsheet says as a data file, or name every fault with its cell."""
    with _refusing(lang, as_json):
        said = read_table(file.name, file.read_bytes(), into if into.exists() else None)
        written = add_book(said, into)
    late = [say("programmes.rules.clause_later", lang, **asdict(each)) for each in said.late]
    if as_json:
        click.echo(json_text({"written": str(written), "notes": late}), nl=False)
        return
    for each in late:
        click.echo(each)
    rules_said = said.book.rules if said.book else ()
    examples = sum(len(rule.examples) for rule in rules_said)
    stands = "published_as_is" if (written.parent / DIGEST).exists() else "from_table"
    click.echo(
        say(
            f"programmes.rules.{stands}",
            lang,
            place=str(written),
            folder=str(into),
            rules=str(len(rules_said)),
            examples=str(examples),
        )
    )


@rules.command("sources")
@_spoken
def named_sources(lang: str, as_json: bool) -> None:
    """The sources that a clause may name as its evidence, each with its quality."""
    _print(rule_pages.sources_table(lang), as_json)


@rules.command("coverage")
@click.argument("document")
@_spoken
def coverage(document: str, lang: str, as_json: bool) -> None:
    """Which articles of a document rules cite, and which not."""
    table = rule_pages.coverage_table(document, lang)
    if table is None:
        click.echo(say("programmes.rules.no_document", lang, seen=document[:60]), err=True)
        raise click.exceptions.Exit(EXIT_STOP)
    _print(table, as_json)


@click.command()
@click.argument("code_or_rule")
@click.option("--book", "book_id", default="", help="Only this book, or BOOK@VERSION.")
@click.option("--on", metavar="DAY", help="The version in force on a day.")
@_spoken
def why(code_or_rule: str, book_id: str, on: str | None, lang: str, as_json: bool) -> None:
    """The clause behind a code or a rule (RULE, BOOK/RULE or BOOK@VERSION/RULE): what it says, where that was read, and who may
    decide otherwise. The answer begins with the version that gives it."""
    pages, refused = rules_asked_for.why(code_or_rule, book_id=book_id, on=_day(on), lang=lang)
    if not pages:
        raise Refused(*(refused or (Finding("RUL-819", Level.STOP, values={"seen": code_or_rule[:60]}),)))
    if as_json:
        click.echo(json_text([rule_pages.rule_record(page) for page in pages]), nl=False)
        return
    for page in pages:
        click.echo("\n".join(rule_pages.rule_lines(page)) + "\n")
