"""Commands that need every context: the demo, the needs-attention list, and one's own empty books."""

from __future__ import annotations

import json
from typing import Final

import click
from django.conf import settings
from django.db import connections, transaction

from guohe.identity.domain.demo_cast import ADMINISTRATOR
from guohe.identity.operations.act_at_keyboard import acting_at_keyboard
from guohe.identity.operations.found_deployment import found_deployment
from guohe.identity.queries.accounts import account_by_username
from guohe.kernel import clock
from guohe.kernel.names import Name
from guohe.kernel.texts import say
from guohe.portal.queries.attention import needs_attention
from guohe.project import demo_load, demo_story, reference
from guohe.ui.parts import SHAPES

LANGUAGE: Final = click.option(
    "--lang", type=click.Choice(["en", "zh-hant", "zh-hans"]), envvar="GUOHE_LANG", default="en"
)


def set_mode() -> None:
    """The first start writes which kind of books these are; every later one must say the same."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("INSERT INTO db_deployment (mode) VALUES (%s) ON CONFLICT DO NOTHING", [settings.MODE])
        cursor.execute("SELECT mode FROM db_deployment")
        seen = str(cursor.fetchone()[0])
    if seen != settings.MODE:
        raise click.ClickException(say("project.mode.differs", "en", seen=seen, mode=settings.MODE))


@click.group()
def demo() -> None:
    """Load or play the invented demo books (demo mode only)."""
    if settings.MODE != "demo":
        raise click.ClickException(say("project.mode.not_demo", "en", mode=settings.MODE))


@demo.command("load")
def load_command() -> None:
    """Load the demo books; loaded already, it does nothing and says so."""
    set_mode()
    if account_by_username(ADMINISTRATOR) is not None:
        click.echo(say("project.demo.loaded", "en"))
        return
    with transaction.atomic():
        demo_load.load(now=clock.now(), progress=lambda step: click.echo(f"  {step}"))


@demo.command("story")
@LANGUAGE
@click.pass_context
def story_command(context: click.Context, lang: str) -> None:
    """Play minutes 2:00 to 4:00 of the demo story in the terminal."""
    root = context.find_root().command
    if isinstance(root, click.Group):
        context.exit(demo_story.play(main=root, lang=lang))


@click.command()
@LANGUAGE
@click.option("--json", "as_json", is_flag=True, help="For a program.")
@click.option("--as", "username", envvar="GUOHE_ACTOR", help="Who acts: a username.")
def status(lang: str, as_json: bool, username: str | None) -> None:
    """What needs attention, the longest wait first."""
    now = clock.now()
    with acting_at_keyboard(username, on=now.date(), demo=settings.MODE == "demo"):
        items = needs_attention(on=now.date())
    told = []
    for item in items:
        named = item.named
        if "how" in named:
            named["how"] = say(f"portal.how.{named['how']}", lang)
        told.append(
            {
                "shape": item.shape,
                "subject": item.subject,
                "sentence": say(item.key, lang, **named),
                "days": item.days,
            }
        )
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    if settings.MODE == "demo":
        click.echo(say("project.demo.head", lang, now=now.strftime("%Y-%m-%d %H:%M")))
    click.echo(f" {say('portal.today.needs', lang)}")
    for entry in told:
        click.echo(f"  {SHAPES[str(entry['shape'])]} {entry['subject']}  {entry['sentence']}")
    if not told:
        click.echo(f"  {say('portal.today.nothing', lang)}")
    if settings.MODE == "demo":
        click.echo(say("project.demo.try", lang))


@click.command("init")
@click.option("--host-code", prompt="Host code (short, lower case, e.g. hku)")
@click.option("--host-name", prompt="Host name in English")
@click.option("--host-name-hant", prompt="Host name in Traditional Chinese")
@click.option("--host-name-hans", prompt="Host name in Simplified Chinese")
@click.option("--admin", prompt="User name of the first administrator")
@click.option("--admin-name", prompt="Their name as shown to others")
def init(
    host_code: str, host_name: str, host_name_hant: str, host_name_hans: str, admin: str, admin_name: str
) -> None:
    """Give empty books of one's own their first host and administrator."""
    if settings.MODE == "demo":
        raise click.ClickException(say("project.mode.is_demo", "en"))
    password = click.prompt("Password of the administrator", hide_input=True, confirmation_prompt=True)
    set_mode()
    now = clock.now()
    found_deployment(
        host_code=host_code,
        host_name=Name(host_name, host_name_hant, host_name_hans),
        username=admin,
        name=Name(admin_name, admin_name, admin_name),
        starts=now.date(),
        now=now,
        password=password,
    )
    click.echo(say("project.init.done", "en", admin=admin))


@click.command(hidden=True)
@click.pass_context
def docs(context: click.Context) -> None:
    """Write docs/reference from the product."""
    root = context.find_root().command
    folder = settings.ROOT / "docs" / "reference"
    (folder / "messages.md").write_text(reference.messages_page(), encoding="utf-8")
    if isinstance(root, click.Group):
        (folder / "commands.md").write_text(reference.commands_page(root), encoding="utf-8")


commands = [demo, status, init, docs]
