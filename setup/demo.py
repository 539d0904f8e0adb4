"""`./guohe demo`: the demo books from nothing to an address in one command, and at once the second time."""

import hashlib
import os
import sys
from argparse import Namespace

from setup import books, environment, product, serving
from setup.books import Books
from setup.options import Options
from setup.places import ROOT, VAR, shown
from setup.refusal import Refusal
from setup.throwaway import thrown_away
from setup.words import LANGUAGES, say

FOLDER = VAR / "demo"


def options() -> Options:
    """What the command takes."""
    parser = Options(prog="./guohe demo", description=say("help.demo"))
    parser.add_argument("--port", type=int, help=say("help.port"))
    parser.add_argument("--reset", action="store_true", help=say("help.reset"))
    parser.add_argument("--story", action="store_true", help=say("help.story"))
    parser.add_argument("--no-serve", action="store_true", help=say("help.no-serve"))
    parser.add_argument("--lang", choices=LANGUAGES, help=say("help.lang"))
    return parser


def run(words: list[str]) -> int:
    """Prepare the demo books and serve them, or play the story."""
    asked = options().parse_args(words)
    if asked.lang:
        os.environ["GUOHE_LANG"] = asked.lang
    environment.ensure()
    if asked.story:
        return _tell()
    if asked.reset:
        _remove()
    demo = books.opened_or_made(FOLDER, "demo")
    claim = None if asked.no_serve else serving.claim(demo)
    if claim is None and not asked.no_serve:
        sys.stdout.write(serving.already(demo) + "\n")
        return 0
    with product.database(demo, leave_nothing=not asked.no_serve):
        failed = _prepare(demo) or _go_on(demo, asked)
    if claim is not None and not failed:
        sys.stdout.write(say("serving.ended", command="./guohe demo") + "\n")
    return failed


def _tell() -> int:
    """The story plays on books made for it alone, so it is the same every time and uses up nobody's books."""
    sys.stdout.write(say("story.own-books", folder=shown(FOLDER)) + "\n")
    sys.stdout.flush()
    # A database of the user's own is never the story's.
    for name in ("DATABASE_URL", "GUOHE_APP_DATABASE_URL"):
        os.environ.pop(name, None)
    with thrown_away("story", "demo") as made:
        return _prepare(made, show=False) or product.run(made, "demo", "story")


def prepared_mark(demo: Books) -> str:
    """What the books' tables and contents were made from: unchanged, there is nothing to prepare."""
    digest = hashlib.sha256()
    sources = [*(ROOT / "src" / "guohe").glob("*/migrations/**/*"), *(ROOT / "demo").rglob("*")]
    for path in (ROOT / environment.PRODUCT, *sorted(sources)):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _remove() -> None:
    if product.uses_own_database():
        raise Refusal("ACC-672")
    if not FOLDER.exists():
        return
    old = books.opened(FOLDER)
    if old.mode != "demo":
        raise Refusal("ACC-662", folder=shown(FOLDER), saw=old.mode, wanted="demo")
    if (now := serving.running(old)) is not None and not now.address:
        raise Refusal("ACC-752", process=now.process)
    if now is not None:
        raise Refusal("ACC-673", address=now.address, process=now.process)
    books.remove(old)


def _prepare(demo: Books, *, show: bool = True) -> int:
    mark = demo.folder / "prepared"
    made_from = prepared_mark(demo)
    if not product.uses_own_database() and mark.exists() and mark.read_text(encoding="ascii") == made_from:
        return 0
    failed = product.run_quietly(demo, say("step.migrate"), ["migrate"]) or product.run_quietly(
        demo, say("step.load"), ["demo", "load"], show=show
    )
    if not failed:
        mark.write_text(made_from, encoding="ascii")
    return failed


def _go_on(demo: Books, asked: Namespace) -> int:
    # What needs attention is shown, not judged: its exit code 2 or 3 is no reason not to serve.
    product.run(demo, "status")
    if not asked.no_serve:
        serving.serve(demo, port=asked.port)
    return 0
