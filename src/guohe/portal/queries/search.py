"""One search over grants, units, institutions, entries and lines; it finds nothing that its asker may not see."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from guohe.funds.queries.search import found_entries
from guohe.grants.queries import find
from guohe.identity.queries.sight import grants_in_view
from guohe.imports.queries.search import found_lines
from guohe.kernel.names import Name
from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import say
from guohe.portal.domain.search import Hit, Question, in_order
from guohe.registry.domain.units import DatedName
from guohe.registry.queries.register import register

# Of each kind; who wants more asks more exactly, or opens the list of the kind.
MOST: Final = 20


def search(asked: Question, lang: str, *, signed_in: bool) -> tuple[Hit, ...]:
    """What was found, by kind; the registers are open to everybody, the rest to who may see it."""
    if not asked.words:
        return ()
    return in_order([*_registers(asked, lang), *(_books(asked, lang) if signed_in else ())])


def hits_table(asked: Question, hits: tuple[Hit, ...], lang: str) -> Table:
    """The hits as one table, for a file or a terminal."""
    return Table(
        say("portal.search.found", lang, words=asked.text),
        [
            Column("kind", say("portal.search.kind", lang)),
            Column("ref", say("portal.search.ref", lang)),
            Column("what", say("portal.search.what", lang)),
            Column("amount", say("portal.search.amount", lang), Kind.MONEY),
        ],
        [(say(f"portal.search.kind.{hit.kind}", lang), hit.ref, hit.text, hit.amount) for hit in hits],
        lang=lang,
    )


def _every(name: Name) -> tuple[str, str, str]:
    return name.en, name.zh_hant, name.zh_hans


def _all_names(names: tuple[DatedName, ...]) -> list[str]:
    return [text for dated in names for text in (*_every(dated.name), dated.short)]


def _registers(asked: Question, lang: str) -> Iterator[Hit]:
    units = [unit for unit in register().units if asked.met_by(unit.code, *_all_names(unit.names))]
    for unit in units[:MOST]:
        name = unit.names[-1].name.in_language(lang)
        yield Hit("unit", unit.code, name, None, "registry:unit", unit.code)
    bodies = [each for each in register().institutions if asked.met_by(each.code, *_all_names(each.names))]
    for body in bodies[:MOST]:
        name = body.names[-1].name.in_language(lang)
        yield Hit("institution", body.code, name, None, "registry:institution", body.code)


def _books(asked: Question, lang: str) -> Iterator[Hit]:
    grants = find.all_grants()
    shown = grants_in_view(tuple((grant.host_id, grant.ref) for grant in grants))
    for grant in grants:
        texts = (grant.ref, *_every(grant.title), *_every(grant.funder), *_every(grant.investigator))
        amounts = {grant.total.minor} if grant.ref in shown else set()
        if asked.met_by(*texts, *_every(grant.partner), *grant.project_codes) or asked.hundredths in amounts:
            amount = grant.total if grant.ref in shown else None
            yield Hit("grant", grant.ref, grant.title.in_language(lang), amount, "portal:grant", grant.ref)
    text = unicodedata.normalize("NFKC", asked.text)
    for entry in found_entries(shown, text, asked.hundredths, limit=MOST):
        name = f"J-{entry.journal}"
        yield Hit(
            "entry", name, f"{entry.on} · {entry.source} · {entry.memo}", entry.amount, "funds:trace", name
        )
    for line in found_lines(shown, text, asked.hundredths, lambda payee: asked.met_by(payee), limit=MOST):
        told = (line.posted_on.isoformat(), line.grant_ref, line.payee, line.description)
        what = " · ".join(part for part in told if part)
        yield Hit("line", line.source or str(line.row), what, line.amount, "imports:line", str(line.number))
