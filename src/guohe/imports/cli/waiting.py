"""``guohe lines``, ``questions``, ``answer`` and ``ask``."""

from __future__ import annotations

import click

from guohe.identity.queries import permission_to
from guohe.identity.queries.sight import see_money, see_some_money
from guohe.imports.cli.doors import (
    acting_here,
    options,
    tell,
)
from guohe.imports.operations.answer_question import answer_question
from guohe.imports.operations.ask_question import ask_question
from guohe.imports.queries import jobs, lines, questions
from guohe.imports.queries.group_table import groups_table
from guohe.imports.queries.if_posted import held_if_posted
from guohe.imports.queries.line_choice import chosen
from guohe.imports.queries.offered import Offered
from guohe.imports.queries.tables import (
    lines_table,
    question_words,
    questions_table,
    total_cells,
)  # fmt: skip
from guohe.kernel.findings import EXIT_STOP
from guohe.kernel.texts import say
from guohe.ui.plain import json_text, table_record
from guohe.ui.terminal import table_text


@click.command("lines")
@click.argument("ref")
@click.option(
    "--state",
    default="",
    help="staged, tick, question, held, posted, reversed, rejected; several with commas.",
)
@click.option("--category", default="")
@click.option("--account", default="")
@click.option("--payee", default="")
@click.option("--kind", default="", help="actual or commitment.")
@click.option("--from", "since", default="", help="First day, 2018-05-01.")
@click.option("--to", "until", default="", help="Last day.")
@click.option("--words", default="", help="In document, payee or description.")
@click.option("--group", "by", type=click.Choice(lines.GROUPS), help="Add up instead of listing.")
@options
def lines_(
    ref: str,
    state: str,
    category: str,
    account: str,
    payee: str,
    kind: str,
    since: str,
    until: str,
    words: str,
    by: str | None,
    actor: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """The lines of a grant, chosen as on its page."""
    query = {
        "state": state, "category": category, "account": account, "payee": payee, "kind": kind,
        "from": since, "to": until, "words": words,
    }  # fmt: skip
    choice, faults = chosen(query)
    if faults:
        tell(faults, lang, as_json)
        raise click.exceptions.Exit(EXIT_STOP)
    with acting_here(actor, lang, as_json) as (person, now):
        grant = lines.seen_grant(ref)
        permission_to(
            "view_money", account=person.account, host=grant.host_id, on=now.date(), grant=ref
        ).or_refuse()
        if by is None:
            shown = lines.of_grant(ref, choice, limit=100_000)
            table = lines_table(
                shown.rows,
                lang,
                title=say("imports.lines.of", lang, ref=ref),
                totals=total_cells(shown.totals),
            )
        else:
            table = groups_table(grant, choice, by, lang)
    click.echo(json_text(table_record(table)) if as_json else table_text(table))


@click.command("questions")
@click.option("--grant", "ref", help="Only those about one grant, answered ones too.")
@click.option("--import", "number", type=int, help="Only those of one import.")
@click.option("--all", "everyone", is_flag=True, help="All that you can see, not only those you can answer.")
@options
def questions_(
    ref: str | None, number: int | None, everyone: bool, actor: str | None, lang: str, as_json: bool
) -> None:
    """The questions that wait for you."""
    with acting_here(actor, lang, as_json) as (person, now):
        if ref is not None:
            grant = lines.seen_grant(ref)
            permission_to(
                "view_money", account=person.account, host=grant.host_id, on=now.date(), grant=ref
            ).or_refuse()
            found = questions.about_grant(ref)[:]
        elif number is not None:
            see_money(jobs.job(number).host_id)
            found = questions.of_job(number)
        else:
            see_some_money()
            found = questions.for_person(person.account, on=now.date(), everyone=everyone)
        offered = Offered(person.account, now.date())
        ready = [offered.of(asked, lang) if asked.state == "open" else ((), "") for asked in found]
    table = questions_table(found, lang, title=say("imports.questions.title", lang))
    if as_json:
        record = table_record(table)
        for row, (answers, others) in zip(record["rows"], ready, strict=True):
            row |= {"ready": list(answers), "others": others}
        click.echo(json_text(record))
        return
    if not found:
        click.echo(say("imports.questions.none", lang))
        return
    for asked, (answers, others) in zip(found, ready, strict=True):
        click.echo(
            f"{asked.number}  {asked.line.source}  {asked.line.amount}  {say(f'imports.question.{asked.state}', lang)}"
        )
        click.echo(f"    {question_words(asked, lang)}")
        for each in answers:
            click.echo(f"    {each:<10} {say(f'imports.answer.{each}', lang)}")
        if others:
            click.echo(f"    {others}")


@click.command("answer")
@click.argument("number", type=int)
@click.argument("said", metavar="ANSWER")
@click.option("--grant", "to_grant", default="", help="The grant, for move.")
@click.option("--category", default="", help="The category, for category.")
@click.option("--why", "note", default="", help="Reason or note.")
@options
def answer(
    number: int,
    said: str,
    to_grant: str,
    category: str,
    note: str,
    actor: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """Answer a question with one of its ready answers, or leave a note."""
    with acting_here(actor, lang, as_json) as (person, now):
        asked = questions.question(number)
        done = answer_question(
            question_id=number,
            answer=said,
            chosen=to_grant or category,
            note=note,
            actor=person.account,
            now=now,
        )
        would_hold = held_if_posted(number, account=person.account, on=now.date(), lang=lang)
    effect = say(f"imports.effect.{done.effect}", lang)
    told = say("imports.answered", lang, source=asked.line.source, effect=effect)
    if as_json:
        record = {"question": number, "effect": done.effect, "line": done.line_state}
        click.echo(json_text({**record, "would_be_held": list(would_hold)}))
        return
    click.echo(told)
    for sentence in would_hold:
        click.echo(f"hold {sentence}")


@click.command("ask")
@click.argument("source")
@click.argument("words")
@options
def ask(source: str, words: str, actor: str | None, lang: str, as_json: bool) -> None:
    """Ask about a line, by its document or its number: guohe ask AP19-00188 "Which project?"."""
    with acting_here(actor, lang, as_json) as (person, now):
        number = lines.number_of(source)
        asked = ask_question(line_id=number, words=words, actor=person.account, now=now)
    click.echo(json_text({"question": asked}) if as_json else say("imports.asked", lang, source=source))
