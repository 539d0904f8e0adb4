"""``guohe init``: asked at a terminal, given as options elsewhere; it ends with an administrator or with nothing."""

from __future__ import annotations

import sys
from typing import Final

import click
from django.conf import settings

from guohe.identity.domain.codes import check_host_code, check_username
from guohe.identity.domain.permissions import AccessFinding
from guohe.identity.operations.found_deployment import found_deployment
from guohe.identity.operations.set_password import refuse_weak_password
from guohe.kernel import clock
from guohe.kernel.findings import EXIT_STOP, Finding, Level, Refused
from guohe.kernel.names import Name
from guohe.kernel.texts import say
from guohe.project.deployment import has_administrator, set_mode
from guohe.ui.commands import JSON, LANGUAGE, tell

PASSWORD: Final = "password"  # noqa: S105 -- the name of a question
QUESTIONS: Final = ("host-code", "host-name", "host-name-hant", "host-name-hans", "admin", "admin-name")
# What can be wrong in an answer by itself is told where it is given.
CHECKED: Final = {"host-code": check_host_code, "admin": check_username}
# What the books refused in an answer is asked again; nothing else is.
ASKED_AGAIN: Final = {"ACC-608": "admin", "ACC-618": "host-code"}


@click.command("init")
@click.option("--host-code", help="Code of the host: short, lower case, for example hku.")
@click.option("--host-name", help="Name of the host in English.")
@click.option("--host-name-hant", help="Name of the host in Traditional Chinese.")
@click.option("--host-name-hans", help="Name of the host in Simplified Chinese.")
@click.option("--admin", help="Username of the first administrator.")
@click.option("--admin-name", help="Their name as shown to others.")
@click.option(
    "--password-stdin", is_flag=True, help="Read the administrator's password from a pipe, one line."
)
@LANGUAGE
@JSON
def init(*, password_stdin: bool, lang: str, as_json: bool, **options: str | None) -> None:
    """Give empty books of one's own their first host and administrator."""
    if settings.MODE == "demo":
        raise Refused(Finding("ACC-742", Level.STOP))
    set_mode()
    if has_administrator():
        raise Refused(AccessFinding("ACC-615", Level.STOP))
    given = {name: (options[name.replace("-", "_")] or "").strip() for name in QUESTIONS}
    if password_stdin:
        given[PASSWORD] = sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        _found(_complete(given))
    else:
        try:
            _ask(given, lang)
        except click.Abort:
            click.echo("\n" + say("project.init.stopped", lang), err=True)
            raise click.exceptions.Exit(EXIT_STOP) from None
    said = say("project.init.done", lang, admin=given["admin"])
    tell(said, lang, as_json, host=given["host-code"], administrator=given["admin"])


def _complete(given: dict[str, str]) -> dict[str, str]:
    lacking = [f"--{name}" for name in QUESTIONS if not given[name]]
    if PASSWORD not in given:
        lacking.append("--password-stdin")
    if lacking:
        raise Refused(Finding("ACC-676", Level.STOP, values={"missing": ", ".join(lacking)}))
    faults = [finding for name, check in CHECKED.items() for finding in check(given[name])]
    if faults:
        raise Refused(*faults)
    return given


def _ask(given: dict[str, str], lang: str) -> None:
    """Ask for what is lacking until the books take it; what was answered once is kept."""
    while True:
        for name in QUESTIONS:
            given[name] = given[name] if _is_sound(name, given[name], lang) else _answer(name, lang)
        if PASSWORD not in given:
            given[PASSWORD] = _password(given, lang)
        try:
            _found(given)
        except Refused as refusal:
            again = {ASKED_AGAIN.get(finding.code) for finding in refusal.findings}
            if None in again:
                raise
            _tell(refusal, lang)
            given |= {name: "" for name in again if name is not None}
        else:
            return


def _answer(name: str, lang: str) -> str:
    while True:
        typed: str = click.prompt(say(f"project.init.{name}", lang), default="", show_default=False)
        if not typed.strip():
            click.echo(say("project.init.empty", lang), err=True)
        elif _is_sound(name, typed.strip(), lang):
            return typed.strip()


def _is_sound(name: str, answer: str, lang: str) -> bool:
    """Whether the answer can stand; if not, it is said why. An empty one is asked for without a word."""
    faults = list(CHECKED[name](answer)) if answer and name in CHECKED else []
    if faults:
        _tell(Refused(*faults), lang)
    return bool(answer) and not faults


def _password(given: dict[str, str], lang: str) -> str:
    while True:
        typed: str = click.prompt(
            say("project.init.password", lang), hide_input=True, default="", show_default=False
        )
        try:
            _refuse_weak(given, typed)
        except Refused as refusal:
            _tell(refusal, lang)
            continue
        again: str = click.prompt(
            say("project.init.password-again", lang), hide_input=True, default="", show_default=False
        )
        if typed == again:
            return typed
        click.echo(say("project.init.password-differs", lang), err=True)


def _found(given: dict[str, str]) -> None:
    _refuse_weak(given, given[PASSWORD])
    now = clock.now()
    found_deployment(
        host_code=given["host-code"],
        host_name=Name(given["host-name"], given["host-name-hant"], given["host-name-hans"]),
        username=given["admin"],
        name=_administrator(given),
        starts=now.date(),
        now=now,
        password=given[PASSWORD],
    )


def _refuse_weak(given: dict[str, str], password: str) -> None:
    refuse_weak_password(password, username=given["admin"], name=_administrator(given))


def _administrator(given: dict[str, str]) -> Name:
    return Name(given["admin-name"], given["admin-name"], given["admin-name"])


def _tell(refusal: Refused, lang: str) -> None:
    for finding in refusal.findings:
        click.echo(f"{finding.code} {finding.sentence(lang)}", err=True)
