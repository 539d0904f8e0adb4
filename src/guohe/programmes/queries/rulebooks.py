"""Rulebooks are data files, one folder for each funder, scheme and version; all load together or none, with every fault named.

The digest of each published version stands beside its file: an edit after publication is refused (RUL-810), and among
those installed a version that nobody published (RUL-891).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.texts import LANGUAGES
from guohe.programmes.queries.ed25519 import verify
from guohe.registry.domain.evidence import Source
from guohe.registry.domain.records import Record
from guohe.registry.queries.register import source_of
from guohe.registry.queries.register import sources as registered
from guohe.rules.domain.faults import Faults
from guohe.rules.domain.read_book import digest_of_book, read_book
from guohe.rules.domain.signatures import AcceptedKey, check_signature, read_keys
from guohe.rules.domain.values import Book, Document, Rule, Titles
from guohe.rules.domain.versions import check_versions, in_order
from guohe.rules.domain.versions import in_force as _in_force

FOLDER: Final = Path(__file__).resolve().parent.parent / "rulebooks"
BOOK: Final = "book.toml"
DIGEST: Final = "book.sha256"
SIGNATURE: Final = "book.sig"
KEYS: Final = FOLDER / "keys.toml"
TITLES: Final = FOLDER / "titles.toml"


@cache
def sources() -> Mapping[str, Source]:
    """Every text that a clause may name: those of the register, and those only rules need."""
    with (FOLDER / "sources.toml").open("rb") as file:
        read = Record("sources.toml", tomllib.load(file))
    own = {key: source_of(key, each) for key, each in read.record("sources").named_records()}
    return {**registered(), **own}


@cache
def titles() -> Mapping[str, Titles]:
    """What the documents that books cite are called in other languages, by the title under which they are cited."""
    with TITLES.open("rb") as file:
        read = Record(TITLES.name, tomllib.load(file))
    found = {}
    for each in read.records("titles"):
        title = each.text("title")
        words = {lang: each.text(lang.replace("-", "_"), "") for lang in LANGUAGES}
        found[title] = Titles(
            {lang: text for lang, text in words.items() if text}, each.truth("given", False)
        )
        each.finish()
    read.finish()
    return found


@cache
def all_books() -> tuple[Book, ...]:
    """Every version of every book that ships, by id and first day. Raises Refused with all faults of all of them."""
    books, faults = read_folder(FOLDER)
    if faults:
        raise Refused(*faults)
    return books


def accepted_keys(file: Path, faults: Faults) -> tuple[AcceptedKey, ...]:
    """The keys of a key list."""
    try:
        return read_keys(tomllib.loads(file.read_text(encoding="utf-8")), file.name, faults)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        faults.add("RUL-820", file.name, seen=str(fault))
        return ()


def read_folder(
    folder: Path, *, published: bool = True, keys: Path = KEYS
) -> tuple[tuple[Book, ...], tuple[Finding, ...]]:
    """The books under a folder and every fault in them; a version with a digest beside it is the one that was published.

    With ``published`` each has such a digest, as each that is installed has; without, a new one need not.

    A signature beside a version is proved by the key list ``keys``, which is this installation's and not the folder's.
    """
    faults = Faults()
    accepted = accepted_keys(keys, faults)
    qualities = {key: source.quality for key, source in sources().items()}
    books = []
    for path in sorted(folder.rglob(BOOK)):
        place, content = path.relative_to(folder).as_posix(), path.read_bytes()
        if published or path.with_name(DIGEST).exists():
            _check_digest(path, place, content, faults)
        book = read_book(content, place, qualities, faults, titles())
        if book is not None:
            books.append(book)
            beside = path.with_name(SIGNATURE)
            if published or beside.exists():
                written = beside.read_text(encoding="utf-8", errors="replace") if beside.exists() else None
                check_signature(place, book.funder, book.digest, written, accepted, verify, faults)
    if not books and not faults.found:
        faults.add("RUL-823", str(folder))
    check_versions(books, faults, published_labels(folder))
    return in_order(books), tuple(faults.found)


def published_labels(folder: Path) -> frozenset[str]:
    """The versions under a folder that have a digest, as ``id@version``."""
    return frozenset(
        f"{path.parent.parent.name}@{path.parent.name}"
        for path in folder.rglob(DIGEST)
        if path.with_name(BOOK).exists()
    )


def edited(folder: Path) -> tuple[Finding, ...]:
    """A fault for each version under a folder whose file is not the one that was published."""
    faults = Faults()
    for path in sorted(folder.rglob(BOOK)):
        if path.with_name(DIGEST).exists():
            _check_digest(path, path.relative_to(folder).as_posix(), path.read_bytes(), faults)
    return tuple(faults.found)


def publish(folder: Path) -> tuple[Path, ...]:
    """Writes the digest beside each version under a folder that has none yet; those that have one are left as they are."""
    written = []
    for path in sorted(folder.rglob(BOOK)):
        beside = path.with_name(DIGEST)
        if not beside.exists():
            beside.write_text(digest_of_book(path.read_bytes()) + "\n", encoding="ascii")
            written.append(beside)
    return tuple(written)


def _check_digest(path: Path, place: str, content: bytes, faults: Faults) -> None:
    beside, seen = path.with_name(DIGEST), digest_of_book(content)
    if not beside.exists():
        here = Path.cwd()
        near = path.parent.relative_to(here) if path.is_relative_to(here) else path.parent
        faults.add("RUL-891", place, folder=str(near))
        return
    expected = beside.read_text(encoding="ascii").strip()
    if seen != expected:
        faults.add("RUL-810", place, seen=seen[:12], expected=expected[:12] or "–")


def versions(book_id: str) -> tuple[Book, ...]:
    """Every version of one book. Raises Refused (RUL-819)."""
    found = tuple(book for book in all_books() if book.id.casefold() == book_id.casefold())
    if not found:
        raise _unknown(book_id)
    return found


def book(label: str) -> Book:
    """The version that ``id@version`` names. Raises Refused (RUL-819)."""
    book_id, _, version = label.partition("@")
    for each in versions(book_id):
        if each.version == version:
            return each
    raise _unknown(label)


def book_on(book_id: str, on: date) -> Book:
    """The version in force on a day. Raises Refused: RUL-802 none is, RUL-803 it is not established, RUL-819 no such book."""
    return _in_force(versions(book_id), on, book_id)


def books_of_scheme(scheme: str) -> tuple[str, ...]:
    """The ids of the books that rule a scheme, or a report pack of that code."""
    return tuple(dict.fromkeys(each.id for each in all_books() if scheme in each.schemes))


def rules_named(word: str) -> tuple[tuple[Book, Rule], ...]:
    """Every rule of that id, or that is said under that code, in every version."""
    return tuple(
        (each, rule)
        for each in all_books()
        for rule in each.rules
        if word.casefold() in (rule.id.casefold(), rule.finding.casefold())
    )


def documents(word: str) -> tuple[Document, ...]:
    """The documents cited whose number, title or key has the word; each once."""
    found: dict[tuple[str, str], Document] = {}
    for each in all_books():
        for document in each.documents.values():
            if word.casefold() in f"{document.key} {document.number} {document.title}".casefold():
                known = found.get((document.title, document.number), document)
                articles = tuple(dict.fromkeys((*known.articles, *document.articles)))
                found[document.title, document.number] = replace(known, articles=articles)
    return tuple(found.values())


def _unknown(seen: str) -> Refused:
    return Refused(Finding("RUL-819", Level.STOP, values={"seen": seen[:60]}))


def used_sources(book: Book) -> Mapping[str, Any]:
    """The sources that a version names, by key."""
    return {key: sources()[key] for rule in book.rules for key in rule.clause.grade.sources}
