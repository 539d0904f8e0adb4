"""What cannot lie in the project folder: databases and programs for root under a closed home, and where books are."""

from pathlib import Path

from setup.places import VAR

_LIST = VAR / "books.txt"


def folder() -> Path:
    """A folder that every account can pass through; only root ever needs it, and makes it on first use."""
    return Path("/var/lib/guohe")


def remember(books: Path) -> None:
    """Note books that do not lie right in var/, so that `stop` and the choice of books find them."""
    if books.parent != VAR:
        VAR.mkdir(exist_ok=True)
        _LIST.write_text("".join(f"{one}\n" for one in sorted({*remembered(), books})), encoding="utf-8")


def forget(books: Path) -> None:
    """Take away the note."""
    if books in remembered():
        _LIST.write_text("".join(f"{one}\n" for one in remembered() if one != books), encoding="utf-8")


def remembered() -> list[Path]:
    """The folders noted, those that are gone included."""
    try:
        return [Path(line) for line in _LIST.read_text(encoding="utf-8").splitlines() if line]
    except FileNotFoundError:
        return []
