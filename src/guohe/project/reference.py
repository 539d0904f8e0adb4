"""The reference of commands and messages is written from the product itself, so that it cannot say something else."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from guohe.kernel.texts import catalogue

_CODE = re.compile(r"^[A-Z]{3}-\d{3}$")
_NOUN = re.compile(r"{(\w+):[^{}|]*\|([^{}]*)}")
_HEAD = "This page is written by `./guohe docs`. Change the texts or the commands, not this page."


def messages_page() -> str:
    """Every coded message in three languages, by code."""
    lines = ["# Messages", "", _HEAD, ""]
    lines += ["| Code | English | 繁體中文 | 简体中文 |", "|---|---|---|---|"]
    for code, texts in sorted(catalogue().items()):
        if _CODE.match(code):
            cells = (_cell(texts[field]) for field in ("en", "zh_hant", "zh_hans"))
            lines.append(f"| {code} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def commands_page(root: click.Group) -> str:
    """Every command with what it does and takes."""
    lines = ["# Commands", "", _HEAD, "", "Exit codes: 0 clean, 1 stop, 2 lines are held, 3 notes only.", ""]
    lines += ["Every command tells what it takes with `--help` or `-h`.", ""]
    for path, command in _walk(root, "./guohe"):
        context = click.Context(command, info_name=path)
        usage = " ".join(command.collect_usage_pieces(context))
        lines += [f"## `{path} {usage}`", "", (command.help or "").strip(), ""]
        for parameter in command.params:
            record = parameter.get_help_record(context)
            if record is not None:
                lines.append(f"- `{record[0]}` {record[1]}".rstrip())
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _walk(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    for name, command in sorted(group.commands.items()):
        if command.hidden:
            continue
        here = f"{path} {name}"
        if isinstance(command, click.Group):
            if command.invoke_without_command:
                yield here, command
            yield from _walk(command, here)
        else:
            yield here, command


def _cell(text: str) -> str:
    # A noun that follows its number stands here in the plural.
    text = _NOUN.sub(r"{\1} \2", text)
    return text.replace("|", "\\|").replace("\n", " ").strip()
