"""A book signed by an unknown key is refused with its place and its repair; so are a broken signature and a missing one."""

from __future__ import annotations

import base64
import shutil
import stat
from pathlib import Path

import pytest

from guohe.kernel.findings import Refused
from guohe.kernel.texts import LANGUAGES
from guohe.programmes.operations.sign_books import new_key, sign_books
from guohe.programmes.queries.rulebooks import FOLDER, publish, read_folder
from guohe.rules.domain.signatures import fingerprint

BOOK = "demo-agency/demo-lump-sum/1.0"


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """A folder with one published version of the demo's funder."""
    folder = tmp_path / "books"
    shutil.copytree(FOLDER / "demo/demo-lump-sum/1.0", folder / BOOK)
    return folder


def accept(folder: Path, public: bytes, funders: str = '"demo-agency"') -> Path:
    """A key list that accepts one key."""
    keys = folder.parent / "keys.toml"
    keys.write_text(
        f'[keys.one]\npublic = "{base64.b64encode(public).decode()}"\n'
        'names = { en = "One", zh_hant = "一", zh_hans = "一" }\n'
        f'accepted = "2027-01-04"\nfunders = [{funders}]\n',
        "utf-8",
    )
    return keys


def codes(folder: Path, keys: Path) -> list[str]:
    return [fault.code for fault in read_folder(folder, keys=keys)[1]]


def test_a_book_signed_by_an_accepted_key_loads(books: Path) -> None:
    public = new_key(books.parent / "key.pem")
    assert stat.S_IMODE((books.parent / "key.pem").stat().st_mode) == 0o600
    assert sign_books(books, books.parent / "key.pem") == (books / BOOK / "book.sig",)
    assert codes(books, accept(books, public)) == []
    assert sign_books(books, books.parent / "key.pem") == ()


def test_a_book_signed_by_an_unknown_key_is_refused_with_place_and_repair(books: Path) -> None:
    stranger, mine = (new_key(books.parent / name) for name in ("stranger.pem", "mine.pem"))
    sign_books(books, books.parent / "stranger.pem")
    (fault,) = read_folder(books, keys=accept(books, mine))[1]
    assert (fault.code, fault.place.pointer) == ("RUL-831", f"{BOOK}/book.toml")
    for lang in LANGUAGES:
        assert fingerprint(stranger) in fault.sentence(lang)
        assert "keys.toml" in fault.sentence(lang)
    # A key accepted for another funder counts for that one only.
    assert codes(books, accept(books, stranger, '"another"')) == ["RUL-831"]
    # The list that ships accepts nobody.
    assert [fault.code for fault in read_folder(books)[1]] == ["RUL-831"]


def test_a_folder_cannot_bring_the_key_by_which_it_is_judged(books: Path) -> None:
    stranger = new_key(books.parent / "stranger.pem")
    sign_books(books, books.parent / "stranger.pem")
    shutil.copy(accept(books, stranger), books / "keys.toml")
    assert [fault.code for fault in read_folder(books)[1]] == ["RUL-831"]


def test_a_signature_holds_for_its_version_alone(books: Path) -> None:
    public = new_key(books.parent / "key.pem")
    sign_books(books, books.parent / "key.pem")
    keys, file = accept(books, public), books / BOOK / "book.toml"
    file.write_text(file.read_text("utf-8").replace("Demo funder", "Other funder"), "utf-8")
    (books / BOOK / "book.sha256").unlink()
    publish(books)
    assert codes(books, keys) == ["RUL-833"]
    (books / BOOK / "book.sig").write_text("no signature", "ascii")
    assert codes(books, keys) == ["RUL-833"]
    (books / BOOK / "book.sig").unlink()
    assert codes(books, keys) == ["RUL-834"]


def test_a_key_is_never_written_over_and_another_file_is_no_key(books: Path) -> None:
    new_key(books.parent / "key.pem")
    with pytest.raises(Refused, match="RUL-836"):
        new_key(books.parent / "key.pem")
    with pytest.raises(Refused, match="RUL-835"):
        sign_books(books, books / BOOK / "book.toml")


def test_a_key_list_that_is_not_readable_is_said(books: Path) -> None:
    keys = books.parent / "keys.toml"
    keys.write_text('[keys.one]\npublic = "short"\n', "utf-8")
    assert codes(books, keys) == ["RUL-805", "RUL-804", "RUL-804", "RUL-804"]
