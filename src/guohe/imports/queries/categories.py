"""The categories that a grant's lines can report under: those of its budget, else those of its pack."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Final

from guohe.grants.domain.facts import GrantFacts
from guohe.grants.queries import budgets, find
from guohe.imports.domain.mapping_changed import CODE as MAPPING_CHANGED
from guohe.imports.domain.said import sentence
from guohe.imports.domain.shown import ELSEWHERE, OTHER_LINES
from guohe.kernel.findings import Finding
from guohe.kernel.names import Name
from guohe.kernel.texts import in_a_row, say
from guohe.programmes.domain.packs import Kind
from guohe.programmes.queries.packs import PackUnknown, all_packs, pack

# These are said outside of files too, so their sentences name neither row nor document.
_NAME_NO_LINE: Final = ("BUD-403", "BUD-404", "BUD-472", "REP-702")


def categories_of(ref: str) -> dict[str, Name]:
    """Category code to its name in three languages, in the order of the budget. Raises GrantNotFound."""
    grant = find.grant(ref)
    names = _pack_names(grant.pack, grant.pack_version)
    versions = budgets.versions(ref)
    if not versions:
        return names
    rows = [row for row in versions[-1].rows if row.category]
    return {row.category: names.get(row.category) or Name(row.name, row.name, row.name) for row in rows}


def pack_categories(grant: GrantFacts) -> dict[str, Name]:
    """Every category of a grant's pack by its code, budgeted or not; asks the database nothing."""
    return _pack_names(grant.pack, grant.pack_version)


def kinds_of_cost() -> dict[str, Name]:
    """Every category that any pack knows, by its code: what a cost of a lump sum may be for."""
    return _every_name()


def _pack_names(pack_id: str, version: str) -> dict[str, Name]:
    try:
        return {category.code: category.names for category in pack(pack_id, version).categories}
    except PackUnknown:
        return {}


@cache
def _every_name() -> dict[str, Name]:
    return {category.code: category.names for pack_ in reversed(all_packs()) for category in pack_.categories}


def category_word(code: str | None, lang: str) -> str:
    """A category by its name in the reader's language; the code only where no pack knows it."""
    name = _every_name().get(code or "")
    return name.in_language(lang) if name else code or ""


def pack_word(pack_id: str, lang: str) -> str:
    """A pack by its title with its code; the code alone only where nobody knows the pack."""
    try:
        name = pack(pack_id).names.in_language(lang)
    except PackUnknown:
        return pack_id
    return say("imports.pack.named", lang, name=name, code=pack_id)


def with_names(finding: Finding, lang: str) -> Finding:
    """A finding that says budget lines and categories by their names where they came as codes."""
    values = dict(finding.values)
    if finding.code.startswith("BUD-") and values.get("line"):
        values["line"] = category_word(values["line"], lang)
    if finding.code in ("IMP-506", "IMP-532"):
        codes = values["known"].split(", ")
        values["known"] = say("imports.and", lang).join(
            say("imports.coded", lang, name=category_word(code, lang), code=code) for code in codes
        )
    if finding.code == "REP-702":
        values["pack"] = pack_word(values["pack"], lang)
    if finding.code in (MAPPING_CHANGED, OTHER_LINES, ELSEWHERE):
        for name in {"was", "now"} & values.keys():
            values[name] = category_word(values[name], lang) or say("imports.mapping.ask", lang)
    return replace(finding, values=values)


def in_words(finding: Finding, lang: str) -> str:
    """A finding's sentence with names in the place of codes; where it does not name its line itself, that comes first."""
    said = sentence(with_names(finding, lang), lang)
    row, doc = finding.place.row, finding.values.get("doc")
    if row is None or doc is None or finding.code not in _NAME_NO_LINE:
        return said
    return in_a_row((say("imports.finding.at", lang, row=str(row), doc=doc), said), lang)


def charge_category(ref: str) -> str | None:
    """The line that carries what banks keep; None without an approved budget.

    A budget that plans no such line counts it without a limit, so that the charge has its place in the report.
    """
    grant = find.grant(ref)
    if not budgets.versions(ref):
        return None
    try:
        found = [c.code for c in pack(grant.pack, grant.pack_version).categories if c.kind is Kind.CHARGE]
    except PackUnknown:
        return None
    return next(iter(found), None)
