"""``guohe equip order``, ``deliver``, ``tag``, ``move`` and their kin: one command for each act on a piece."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import click

from guohe.equipment.cli.doors import DRY_RUN, acting_here, options
from guohe.equipment.domain.checked import Told, read
from guohe.equipment.domain.pieces import Act
from guohe.equipment.operations.record_act import record_act
from guohe.kernel.texts import say
from guohe.ui.commands import JSON, tell

_MODEL: Final = click.option("--model", default="", help="As it stands on the order or on the plate.")
_AMOUNT: Final = click.option("--amount", default="", help="What it cost, as 186000.00.")
_CURRENCY: Final = click.option("--currency", default="", help="Of the amount.")
_REFERENCE: Final = click.option("--reference", default="", help="The order or the invoice.")
_APPROVED: Final = click.option(
    "--line", "approved", type=int, help="The line of the approved list: 1 is A-1."
)
_PIECE: Final = click.option("--piece", "item", type=int, help="The piece that was ordered: 1 is E-1.")
_ITEM: Final = click.argument("item", type=int)
_ON: Final = click.option("--on", required=True, help="The day, as 2019-06-20.")
_TAG: Final = click.option("--tag", default="", help="The number on the label.")
_PLACE: Final = click.option("--place", default="", help="The room, or who has it.")
_CUSTODIAN: Final = click.option("--custodian", default="", help="Who answers for it.")
_ACROSS: Final = click.option("--across", is_flag=True, help="It crosses the boundary.")
_CUSTOMS: Final = click.option("--customs", default="", help="The declaration, or why none is needed.")
_EVIDENCE: Final = click.option("--evidence", default="", help="The note, letter or form that shows it.")
_NOTE: Final = click.option("--note", default="", help="Why.")

# The command's word, its act, what it says of itself, and what it takes.
_ACTS: Final = (
    (
        "order",
        Act.ORDERED,
        "Record an order.",
        (_APPROVED, _MODEL, _AMOUNT, _CURRENCY, _REFERENCE, _ON, _NOTE),
    ),
    (
        "deliver",
        Act.DELIVERED,
        "Record a delivery: of a piece that was ordered, or of one that was not.",
        (_PIECE, _APPROVED, _MODEL, _AMOUNT, _CURRENCY, _REFERENCE, _PLACE, _EVIDENCE, _ON),
    ),
    ("tag", Act.TAGGED, "Record the host's tag on a piece.", (_ITEM, _TAG, _PLACE, _CUSTODIAN, _ON)),
    ("move", Act.MOVED, "Record a new place or custodian.", (_ITEM, _PLACE, _CUSTODIAN, _ON, _NOTE)),
    ("count", Act.COUNTED, "Record that a piece was seen at an inventory.", (_ITEM, _PLACE, _ON, _NOTE)),
    (
        "lend",
        Act.LENT,
        "Record a loan; across the boundary with its customs note.",
        (_ITEM, _PLACE, _CUSTODIAN, _ACROSS, _CUSTOMS, _EVIDENCE, _ON),
    ),
    ("return", Act.RETURNED, "Record that a loan came back.", (_ITEM, _PLACE, _CUSTODIAN, _ON, _NOTE)),
    (
        "notice",
        Act.NOTIFIED,
        "Record that the notice of a difference was sent.",
        (_ITEM, _EVIDENCE, _ON, _NOTE),
    ),
    (
        "dispose",
        Act.DISPOSED,
        "Record a disposal; the piece and its acts stay.",
        (_ITEM, _EVIDENCE, _ON, _NOTE),
    ),
    (
        "transfer",
        Act.TRANSFERRED,
        "Record a transfer to another holder; the piece and its acts stay.",
        (_ITEM, _PLACE, _CUSTODIAN, _EVIDENCE, _ON, _NOTE),
    ),
    ("take-back", Act.TAKEN_BACK, "Take the last act of a piece back; both stay.", (_ITEM, _ON, _NOTE)),
)


def register(group: click.Group) -> None:
    """Gives the group a command for each act."""
    for word, act, help_text, takes in _ACTS:
        command: Callable[..., None] = _command(act)
        for option in (*reversed(takes), click.argument("ref")):
            command = option(command)
        group.command(word, help=help_text)(options(DRY_RUN(JSON(command))))


def _command(act: Act) -> Callable[..., None]:
    def run(
        ref: str,
        dry_run: bool,
        as_json: bool,
        username: str | None,
        lang: str,
        item: int | None = None,
        approved: int | None = None,
        **typed: Any,
    ) -> None:
        told = Told(act, **typed)
        with acting_here(username, lang, dry_run=dry_run) as (person, now):
            number = record_act(
                ref=ref, told=told, item=item, approved=approved, actor=person.account, now=now
            )
        code, known = f"E-{number}", read(told)
        done = say("equipment.recorded", lang, code=code, act=say(f"equipment.act.{act}", lang))
        tell(
            say("equipment.dry_run", lang) if dry_run else done,
            lang,
            as_json,
            grant=ref,
            dry_run=dry_run,
            piece=code,
            act=act,
            on=known.on,
            amount=known.amount,
        )

    return run
