"""`./guohe init` and `./guohe serve`: one's own books, in a folder that never held the demo."""

import os
import sys
from pathlib import Path

from setup import books, environment, product, serving
from setup.options import Options
from setup.places import VAR, shown
from setup.refusal import Refusal
from setup.words import say

FOLDER = VAR / "live"


def init(words: list[str]) -> int:
    """Make empty books of one's own; what the set-up does not know is the product's to ask."""
    parser = Options(prog="./guohe init", description=say("help.init"), add_help=False)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    asked, rest = parser.parse_known_args(words)
    environment.ensure()
    if {"-h", "--help"} & set(rest):
        sys.stdout.write(say("help.folder") + "\n\n")
        return product.help_(["init", "--help"])
    made = books.opened_or_made(asked.folder, "live")
    with product.database(made):
        failed = product.run_quietly(made, say("step.migrate"), ["migrate"]) or product.run(
            made, "init", *rest
        )
    if not failed:
        # What a program reads is the product's JSON alone.
        told = sys.stderr if "--json" in rest else sys.stdout
        told.write(say("init.books", folder=shown(made.folder)) + "\n")
    return failed


def serve(words: list[str], chosen: str | None) -> int:
    """Serve one's own books until told to stop."""
    parser = Options(prog="./guohe serve", description=say("help.serve"))
    parser.add_argument("--port", type=int, help=say("help.port"))
    asked = parser.parse_args(words)
    environment.ensure()
    served = books.chosen(chosen or os.environ.get("GUOHE_BOOKS") or _only_live())
    if served.mode != "live":
        raise Refusal("ACC-662", folder=shown(served.folder), saw=served.mode, wanted="live")
    claim = serving.claim(served)
    if claim is None:
        now = serving.running(served)
        sys.stdout.write(
            say("serving.already", address=now.address if now and now.address else say("serving.starting"))
            + "\n"
        )
        return 0
    with claim, product.database(served, leave_nothing=True):
        # Books that nobody can sign in to are not served: `init` was broken off before it had an administrator.
        failed = product.run_quietly(served, say("step.migrate"), ["migrate", "--ask-administrator"])
        if not failed:
            serving.serve(served, port=asked.port)
    if not failed:
        sys.stdout.write(say("serving.ended", command="./guohe serve") + "\n")
    return failed


def _only_live() -> str | None:
    live = [one for one in books.known() if one.mode == "live"]
    return str(live[0].folder) if len(live) == 1 else None
