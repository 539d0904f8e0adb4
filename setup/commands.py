"""The one command's table: a word of the set-up runs here, any other word goes to the product."""

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType

from setup import bench, books, checks, demo, environment, live, lock, product, stop
from setup.refusal import Refusal
from setup.words import say

Command = Callable[[list[str]], int]

OURS: dict[str, Command] = {
    "demo": demo.run,
    "init": live.init,
    "serve": lambda words: live.serve(words, None),
    "stop": stop.run,
    "test": checks.test,
    "lint": checks.lint,
    "bench": bench.run,
    "lock": lock.run,
}


def main(words: list[str]) -> int:
    """Run one command; the exit code is 0 clean, 1 stop, 2 holds, 3 notes only."""
    for polite in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(polite, _as_interrupt)
    try:
        code = _run(words)
        sys.stdout.flush()
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader (`| head`) has had enough: what is left goes nowhere, so that the end is quiet.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return code


def _run(words: list[str]) -> int:
    chosen, words = _books_option(words)
    if not words or words[0] in ("help", "-h", "--help"):
        return help_(words[1:])
    name, rest = words[0], words[1:]
    if name == "init" and chosen is not None:
        # It would make its books elsewhere: `--books` means books that are there.
        raise Refusal("ACC-666", saw=chosen)
    if chosen is not None and _makes_its_own(name, rest):
        raise Refusal("ACC-717", saw=chosen, command=name)
    if name == "serve":
        return live.serve(rest, chosen)
    if name == "stop":
        return stop.run(rest, chosen)
    if words[:2] == ["demo", "story"]:
        return demo.run(["--story", *rest[1:]])
    # `demo` is ours with options only; its words (`demo load`) are the product's own.
    if name in OURS and not (name == "demo" and rest and not rest[0].startswith("-")):
        return OURS[name](rest)
    if rest and rest[-1] in ("-h", "--help") and environment.exists():
        return product.help_(words)
    return _product(words, chosen)


def _makes_its_own(name: str, rest: list[str]) -> bool:
    """Whether a command works on no books that somebody names: it has its own, or none; `demo load` is the product's."""
    if name not in OURS or name in ("init", "serve", "stop") or {"-h", "--help"} & set(rest):
        return False
    return name != "demo" or not rest or rest[0].startswith("-") or rest[0] == "story"


def help_(words: list[str]) -> int:
    """List every command, creating nothing; with a word, explain that command."""
    if words:
        return _run([*words, "--help"])
    lines = [say("help.title"), ""]
    lines += [f"  ./guohe {name:<8} {say(f'help.{name}')}" for name in OURS]
    sys.stdout.write("\n".join(lines) + "\n\n")
    if environment.exists():
        sys.stdout.write(say("help.product") + "\n\n")
        sys.stdout.flush()
        return product.help_(["--help"], only_after="Commands:\n", leave_out=list(OURS))
    sys.stdout.write(say("help.later") + "\n")
    return 0


def _product(words: list[str], chosen: str | None) -> int:
    if "--dry-run" in words and chosen is None and not books.any_here():
        environment.ensure()
        return product.run_without_books(*words)
    found = books.chosen(chosen)
    with product.database(found):
        return product.run(found, *words)


def _books_option(words: list[str]) -> tuple[str | None, list[str]]:
    if words and words[0] == "--books":
        if len(words) < 2:
            raise Refusal("ACC-665", saw="-")
        return words[1], words[2:]
    if words and words[0].startswith("--books="):
        return words[0].removeprefix("--books="), words[1:]
    return None, words


def _as_interrupt(_signal: int, _frame: FrameType | None) -> None:
    """A polite request to end takes the same way out as Ctrl-C, so that what was started is stopped."""
    raise KeyboardInterrupt
