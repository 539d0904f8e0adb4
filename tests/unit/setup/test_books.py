"""A folder is of one kind for good, and only a folder with our marker is ever deleted."""

import os
from contextlib import ExitStack
from pathlib import Path

import pytest

from setup import books, demo, live, serving, state
from setup.commands import main
from setup.refusal import Refusal


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GUOHE_LANG", "en")
    for name in ("GUOHE_BOOKS", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(books, "VAR", tmp_path)
    monkeypatch.setattr(state, "VAR", tmp_path)
    monkeypatch.setattr(state, "_LIST", tmp_path / "books.txt")
    monkeypatch.setattr(state, "folder", lambda: tmp_path / "state")
    return tmp_path


def test_books_are_found_again_as_they_were_made(var: Path) -> None:
    made = books.opened_or_made(var / "demo", "demo")
    assert books.opened(var / "demo") == made
    assert books.opened_or_made(var / "demo", "demo") == made


def test_demo_books_never_become_real_ones(var: Path) -> None:
    books.opened_or_made(var / "demo", "demo")
    with pytest.raises(Refusal) as refused:
        books.opened_or_made(var / "demo", "live")
    assert str(refused.value) == (
        f"ACC-631 Folder {var / 'demo'}: this is demo data. To use your own, run ./guohe init --folder with an empty "
        "folder; demo books cannot be turned into real ones. Nothing has been changed."
    )


def test_real_books_never_become_demo_books(var: Path) -> None:
    books.opened_or_made(var / "live", "live")
    with pytest.raises(Refusal, match=r'ACC-662 .* of the kind "live", and this command is for "demo"'):
        books.opened_or_made(var / "live", "demo")


def test_a_folder_with_other_files_is_left_alone(var: Path) -> None:
    (var / "thesis").mkdir()
    (var / "thesis" / "chapter.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(Refusal, match="ACC-663"):
        books.opened_or_made(var / "thesis", "live")
    with pytest.raises(Refusal, match="ACC-660"):
        books.opened(var / "thesis")
    assert [path.name for path in (var / "thesis").iterdir()] == ["chapter.txt"]


@pytest.mark.parametrize("marker", ["{", '{"mode": "holiday"}', "[]", '"demo"'])
def test_a_marker_that_cannot_be_read_stops_everything(var: Path, marker: str) -> None:
    made = books.opened_or_made(var / "demo", "demo")
    (made.folder / books.MARKER).write_text(marker, encoding="utf-8")
    with pytest.raises(Refusal, match="ACC-661"):
        books.opened(var / "demo")
    with pytest.raises(Refusal, match="ACC-661"):
        books.remove(made)
    assert made.folder.exists()


def test_removing_takes_the_folder_and_nothing_beside_it(var: Path) -> None:
    demo, live = (books.opened_or_made(var / mode, mode) for mode in ("demo", "live"))
    books.remove(demo)
    assert not demo.folder.exists()
    assert live.folder.exists()


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(var: Path) -> None:
    made = books.opened_or_made(var / "live", "live")
    key = made.secret_key()
    assert len(key) >= 50
    assert made.secret_key() == key
    assert (made.folder / "secret-key").stat().st_mode & 0o777 == 0o600


def test_the_only_books_are_meant_when_none_are_named(var: Path) -> None:
    with pytest.raises(Refusal, match="ACC-664"):
        books.chosen(None)
    demo = books.opened_or_made(var / "demo", "demo")
    assert books.chosen(None) == demo


def test_with_two_sets_of_books_one_must_be_named(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    demo, live = (books.opened_or_made(var / mode, mode) for mode in ("demo", "live"))
    with pytest.raises(Refusal, match="ACC-665"):
        books.chosen(None)
    assert books.chosen("live") == live
    assert books.chosen(str(var / "demo")) == demo
    monkeypatch.setenv("GUOHE_BOOKS", str(var / "live"))
    assert books.chosen(None) == live
    assert books.chosen("demo") == demo


def test_books_elsewhere_are_remembered(var: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    away = tmp_path_factory.mktemp("away") / "books"
    made = books.opened_or_made(away, "live")
    assert books.known() == [made]
    books.remove(made)
    assert books.known() == []
    assert os.path.lexists(away.parent)


@pytest.mark.parametrize("step", ["polyu/books", "2026/polyu/books", "away"])
def test_ones_own_books_are_written_safely_and_found_wherever_they_lie(var: Path, step: str) -> None:
    """Only what a run makes for itself is thrown away; two steps below var/ say nothing."""
    made = books.opened_or_made(var / step, "live")
    made.server().folder.mkdir(parents=True)
    made.server()._configure()
    assert "fsync" not in (made.server().folder / "guohe.conf").read_text(encoding="utf-8")
    assert books.known() == [made]
    assert books.chosen(None) == made


@pytest.mark.parametrize(
    ("mode", "for_one_run", "safe"),
    [
        ("live", False, True),
        ("live", True, True),
        ("demo", False, True),
        ("demo", True, False),
        ("bench", False, True),
        ("test", False, False),
        ("test", True, False),
    ],
)
def test_fsync_is_off_only_for_tests_and_for_what_one_run_throws_away(
    var: Path, mode: str, for_one_run: bool, safe: bool
) -> None:
    made = books.opened_or_made(var / mode / "run-1", mode, for_one_run=for_one_run)
    assert books.opened(made.folder) == made
    server = made.server()
    server.folder.mkdir(parents=True)
    server._configure()
    conf = (server.folder / "guohe.conf").read_text(encoding="utf-8")
    assert ("fsync = off" not in conf) is safe
    assert (made in books.known()) is not for_one_run


@pytest.mark.parametrize("step", ["demo/mine", "demo/pg/data/mine", "live/../demo/mine"])
def test_books_lie_in_no_other_books(var: Path, step: str) -> None:
    for mode in ("demo", "live"):
        books.opened_or_made(var / mode, mode)
    with pytest.raises(Refusal, match=r"ACC-750 Folder \S+/mine lies within other books, in \S+/demo\."):
        books.opened_or_made(var / step, "live")
    assert not (var / "demo" / "mine").exists()


def test_no_other_books_are_deleted_with_a_folder(var: Path) -> None:
    """As books made before the law of ACC-750 may lie."""
    demo = books.opened_or_made(var / "demo", "demo")
    mine = books.opened_or_made(var / "mine", "live")
    inner = demo.folder / "deep" / "mine"
    inner.parent.mkdir()
    mine.folder.rename(inner)
    with pytest.raises(
        Refusal, match=rf'ACC-751 Folder {demo.folder} holds other books too. We saw: "{inner}"'
    ):
        books.remove(demo)
    assert books.opened(inner).mode == "live"
    assert books.opened(demo.folder) == demo


def test_what_is_being_opened_is_said_to_be(
    var: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Between the claim and the address there are some seconds; the address was told as empty."""
    monkeypatch.setattr(demo, "FOLDER", var / "demo")
    for module in (demo, live):
        monkeypatch.setattr(module.environment, "ensure", lambda: None)
    made = {mode: books.opened_or_made(var / mode, mode) for mode in ("demo", "live")}
    with ExitStack() as others:
        for each in made.values():
            claim = serving.claim(each)
            assert claim is not None
            others.enter_context(claim)
        assert main(["demo"]) == main(["serve"]) == 0
        told = capsys.readouterr().out.splitlines()
        assert [line[:68] for line in told] == [
            "These books are being opened by another command just now; the addres"
        ] * 2
        assert main(["demo", "--reset"]) == 1
        told = capsys.readouterr().err.splitlines()
        assert told[0].startswith(
            f"ACC-752 The demo books are being opened by another command just now (process {os.getpid()})."
        )
        serving.note(made["demo"], address="http://127.0.0.1:8000")
        assert main(["demo"]) == 0
        assert "already open at http://127.0.0.1:8000." in capsys.readouterr().out
        assert main(["demo", "--reset"]) == 1
        assert capsys.readouterr().err.startswith(
            "ACC-673 The demo books are open at http://127.0.0.1:8000 (process"
        )


@pytest.mark.usefixtures("var")
def test_books_to_come_are_named_by_their_folder(capsys: pytest.CaptureFixture[str]) -> None:
    """`--books` means books that are there: before `init` it would be passed over in silence."""
    assert main(["--books", "var/mine", "init"]) == 1
    assert capsys.readouterr().err.startswith("ACC-666 Before init, --books names nothing")


@pytest.mark.usefixtures("var")
@pytest.mark.parametrize("words", [["demo"], ["demo", "--story"], ["demo", "story"], ["test"], ["lint"]])
def test_a_command_with_books_of_its_own_is_not_told_of_others(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """`--books` was passed over in silence: whoever named books was shown others."""
    assert main(["--books", "var/mine", *words]) == 1
    told = capsys.readouterr().err
    assert told.startswith(
        f"ACC-717 Option --books var/mine: ./guohe {words[0]} does not work on books that you name."
    )
    assert "./guohe --books var/mine serve" in told
