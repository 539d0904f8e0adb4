"""``guohe notices``: what would be mailed, to whom it comes how often, and what became of each."""

from __future__ import annotations

from collections.abc import Callable

import click
from django.conf import settings

from guohe.identity.operations.act_at_keyboard import acting_at_keyboard
from guohe.kernel import clock
from guohe.kernel.findings import EXIT_NOTES, Finding, Level, Refused
from guohe.kernel.texts import say
from guohe.kernel.utc8 import minute_there
from guohe.notices.domain.rhythm import Rhythm
from guohe.notices.domain.steps import State
from guohe.notices.operations.choose import choose
from guohe.notices.operations.order_digests import order
from guohe.notices.operations.send_digest import letter_now, send_digest
from guohe.notices.queries.choice import choice_of, last_step, record_of, steps_of, steps_table
from guohe.ui.commands import JSON, LANGUAGE, acts_as, tell
from guohe.ui.plain import json_text
from guohe.ui.terminal import table_text


def _options(command: Callable[..., None]) -> Callable[..., None]:
    return LANGUAGE(acts_as("username")(command))


@click.group()
def notices() -> None:
    """E-mail with what waits for you: look at it, send it, choose how often."""


@notices.command("digest")
@click.option("--dry-run", is_flag=True, help="Print the e-mail and send nothing.")
@JSON
@_options
def digest_command(dry_run: bool, as_json: bool, username: str | None, lang: str) -> None:
    """Send yourself today's e-mail now, in the language of your account; at most one leaves a day."""
    now = clock.now()
    with acting_at_keyboard(username, on=now.date(), demo=settings.MODE == "demo") as person:
        if dry_run:
            letter = letter_now(account=person.account, lang=person.language, on=now.date())
            if as_json:
                mail = {"subject": letter.subject, "body": letter.body, "things": letter.things}
                click.echo(json_text({"dry_run": True, "on": now.date(), **mail}), nl=False)
                return
            click.echo(f"{say('notices.preview.subject', lang)}: {letter.subject}\n\n{letter.body}", nl=False)
            return
    state, code = send_digest(account=person.account, now=now, door="cli")
    if state is State.EMPTY:
        tell(say("notices.digest.empty", lang), lang, as_json, state=state, things=0, on=now.date())
        raise click.exceptions.Exit(EXIT_NOTES)
    if state is State.REFUSED:
        order(person.account, now=now)
        raise Refused(Finding("ACC-689", Level.STOP, values={"code": code}))
    if state is State.UNKNOWN:
        raise Refused(Finding("ACC-690", Level.STOP, values={"at": f"{now:%H:%M}"}))
    with acting_at_keyboard(username, on=now.date(), demo=settings.MODE == "demo"):
        step = last_step(person.account, now.date())
    things = step.things if step else 0
    said = say("notices.digest.sent", lang, count=str(things))
    tell(said, lang, as_json, state=state, things=things, on=now.date())


@notices.command("choose")
@click.argument("rhythm", type=click.Choice([each.value for each in Rhythm]))
@click.option("--even-empty", is_flag=True, help="Also when nothing waits.")
@click.option("--to", "address", help="Your e-mail address; the one known stays if left out.")
@JSON
@_options
def choose_command(
    rhythm: str, even_empty: bool, address: str | None, as_json: bool, username: str | None, lang: str
) -> None:
    """Choose how often the e-mail comes: off, daily, or weekly on Monday."""
    now = clock.now()
    with acting_at_keyboard(username, on=now.date(), demo=settings.MODE == "demo") as person:
        choose(
            rhythm=rhythm,
            even_empty=even_empty,
            address=address,
            actor=person.account,
            username=person.username,
            now=now,
        )
        chosen, steps = choice_of(person.account), steps_of(person.account)
    said = say("notices.choice.saved", lang, rhythm=say(f"notices.choice.rhythm.{rhythm}", lang))
    tell(said, lang, as_json, **record_of(chosen, steps, lang))


@notices.command("show")
@JSON
@_options
def show_command(as_json: bool, username: str | None, lang: str) -> None:
    """What you chose, and what became of each e-mail."""
    with acting_at_keyboard(username, on=clock.today(), demo=settings.MODE == "demo") as person:
        chosen, steps = choice_of(person.account), steps_of(person.account)
    if as_json:
        click.echo(json_text(record_of(chosen, steps, lang)), nl=False)
        return
    if chosen.chosen_at is None:
        click.echo(say("notices.choice.not_chosen", lang))
    else:
        rhythm, at = say(f"notices.choice.rhythm.{chosen.rhythm}", lang), chosen.chosen_at
        told = minute_there(at)
        click.echo(say("notices.choice.chosen", lang, rhythm=rhythm, at=told))
    click.echo(table_text(steps_table(steps, lang)))


commands: list[click.Command] = [notices]
