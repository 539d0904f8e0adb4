"""The story is played by the commands a person would type, one after the other, on the same books as the pages."""

from __future__ import annotations

import sys
from collections.abc import Collection
from typing import Final

import click
from django.conf import settings

from guohe.kernel.texts import say
from guohe.portal.queries.demo_files import LISTING, STATEMENT

GRANT: Final = "DEMO-NKP-2018-001"
# The third entry of demo/bank_cny.csv, in books that have read nothing else.
MISSING_CREDIT: Final = "3"


def steps() -> list[tuple[str, list[str]]]:
    """What is said before each command, and the command; minutes 0:00 to 4:00 of the story."""
    listing = str(settings.DEMO_FOLDER / "erp.csv")
    return [
        ("project.story.attention", ["status"]),
        ("project.story.money", ["money", GRANT]),
        ("project.story.statement", ["import", "bank", str(settings.DEMO_FOLDER / "bank_cny.csv")]),
        ("project.story.accept", ["bank", "accept", MISSING_CREDIT, f"{GRANT}/T2"]),
        ("project.story.found", ["money", GRANT]),
        ("project.story.check", ["import", "erp", listing, "--dry-run"]),
        ("project.story.confirm", ["import", "erp", listing, "--yes-ticks", "--confirm"]),
        ("project.story.again", ["import", "erp", listing, "--confirm"]),
        ("project.story.questions", ["questions"]),
        (
            "project.story.report",
            ["report", GRANT, "--as", "both", "--mainland", "2018", "--host", "FY2018/19"],
        ),
        (
            "project.story.wan",
            ["report", GRANT, "--as", "funder", "--mainland", "2018", "--host", "FY2018/19", "--unit", "wan"],
        ),
        ("project.story.source", ["trace", "AP18-00901", "--to-source"]),
        ("project.story.use", ["trace", f"{GRANT}/T1", "--to-use"]),
        ("project.story.verify", ["verify"]),
    ]


def worth_trying(unread: Collection[str]) -> tuple[str, ...]:
    """The commands that lead on from where the demo's books stand: the files not read yet, then what they give."""
    files = [(STATEMENT, "import bank"), (LISTING, "import erp")]
    reads = [f"./guohe {words} demo/{name}" for name, words in files if name in unread]
    gives = [f"./guohe report {GRANT}", f"./guohe trace {GRANT}/T1 --to-use"]
    return (f"./guohe money {GRANT}", *(reads or gives))


def told_steps(lang: str) -> list[dict[str, str]]:
    """Every step for a program: what is said before it, and its command."""
    return [{"said": say(key, lang), "command": _typed(words)} for key, words in steps()]


def _typed(words: list[str]) -> str:
    shown = [word.replace(str(settings.ROOT) + "/", "") for word in words]
    return f"./guohe {' '.join(shown)}"


def play(*, main: click.Group, lang: str) -> int:
    """Plays every step and returns 0; a step that stops (exit code 1) ends the story with its code."""
    for key, words in steps():
        click.echo("")
        click.echo(f"── {say(key, lang)}")
        click.echo(f"$ {_typed(words)}")
        code = _run(main, words, lang)
        if code == 1:
            return code
    return 0


def _run(main: click.Group, words: list[str], lang: str) -> int:
    command: click.Command = main
    depth = 0
    while isinstance(command, click.Group) and words[depth] in command.commands:
        command = command.commands[words[depth]]
        depth += 1
    speaks = any("--lang" in parameter.opts for parameter in command.params)
    arguments = [*words, "--lang", lang] if speaks else words
    sys.stdout.flush()
    try:
        answer = main.main(args=arguments, prog_name="guohe", standalone_mode=False)
    except click.exceptions.Exit as left:
        return int(left.exit_code)
    except SystemExit as left:
        return int(left.code or 0)
    return int(answer or 0)
