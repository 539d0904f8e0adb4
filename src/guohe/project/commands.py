"""Commands that need every context: the demo and the needs-attention list; ``init`` stands beside them."""

from __future__ import annotations

import json

import click
from django.conf import settings
from django.db import transaction

from guohe.funds.queries.books import all_books
from guohe.funds.queries.journals import entries_seen
from guohe.grants.queries.find import all_grants
from guohe.identity.domain.demo_cast import ADMINISTRATOR
from guohe.identity.operations.act_at_keyboard import acting_at_keyboard
from guohe.identity.queries.accounts import account_by_username
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.texts import say
from guohe.portal.queries.attention import needs_attention
from guohe.portal.queries.demo_files import unread_demo_files
from guohe.project import demo_load, demo_story, reference
from guohe.project.demo_story import worth_trying
from guohe.project.deployment import set_mode
from guohe.project.init import init
from guohe.ui.commands import JSON, LANGUAGE, acts_as, tell
from guohe.ui.parts import SHAPES
from guohe.ui.plain import json_text


@click.group()
def demo() -> None:
    """Load or play the invented demo books (demo mode only)."""
    if settings.MODE != "demo":
        raise Refused(Finding("ACC-744", Level.STOP, values={"mode": settings.MODE}))


@demo.command("load")
@JSON
@LANGUAGE
def load_command(lang: str, as_json: bool) -> None:
    """Load the demo books; loaded already, it does nothing and says so."""
    set_mode()
    if account_by_username(ADMINISTRATOR) is not None:
        tell(say("project.demo.loaded", lang), lang, as_json, loaded=False)
        return
    steps: list[str] = []
    with transaction.atomic():
        demo_load.load(now=clock.now(), progress=steps.append if as_json else _step)
    if as_json:
        click.echo(json_text({"loaded": True, "steps": steps}), nl=False)


def _step(words: str) -> None:
    click.echo(f"  {words}")


@demo.command("story")
@LANGUAGE
@JSON
@click.pass_context
def story_command(context: click.Context, lang: str, as_json: bool) -> None:
    """Play minutes 2:00 to 4:00 of the demo story in the terminal; with --json only the commands that it plays."""
    if as_json:
        click.echo(json_text({"steps": demo_story.told_steps(lang)}), nl=False)
        return
    root = context.find_root().command
    if isinstance(root, click.Group):
        context.exit(demo_story.play(main=root, lang=lang))


@click.command()
@LANGUAGE
@JSON
@acts_as("username")
def status(lang: str, as_json: bool, username: str | None) -> None:
    """What needs attention, the longest wait first."""
    now = clock.now()
    with acting_at_keyboard(username, on=now.date(), demo=settings.MODE == "demo"):
        items = needs_attention(on=now.date())
        unread = unread_demo_files()
        ready = _ready(lang) if settings.MODE == "demo" and not as_json else ""
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
        click.echo(f" {ready}")
    click.echo(f" {say('portal.today.needs', lang)}")
    for entry in told:
        click.echo(f"  {SHAPES[str(entry['shape'])]} {entry['subject']}  {entry['sentence']}")
    if not told:
        click.echo(f"  {say('portal.today.nothing', lang)}")
    if settings.MODE == "demo":
        click.echo(f" {say('project.demo.try', lang)}  {'    '.join(worth_trying(unread))}")


def _ready(lang: str) -> str:
    """What the demo's books hold, counted in them as this person sees them."""
    grants = all_grants()
    return say(
        "project.demo.ready",
        lang,
        names=" / ".join(book.name for book in all_books()),
        grants=str(len(grants)),
        entries=str(entries_seen()),
        rulebooks=str(len({(grant.pack, grant.pack_version) for grant in grants})),
    )


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
