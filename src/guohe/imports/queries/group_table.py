"""Lines added up, as one table for pages, files and commands."""

from __future__ import annotations

from guohe.grants.domain.facts import GrantFacts
from guohe.imports.queries import lines as find
from guohe.imports.queries.categories import pack_categories
from guohe.imports.queries.tables import state_word
from guohe.kernel.money import total
from guohe.kernel.private_numbers import masked
from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import say


def groups_table(grant: GrantFacts, choice: find.Choice, by: str, lang: str) -> Table:
    """A choice of lines added up by one of its words."""
    columns = (
        Column("group", say(f"imports.group.{by}", lang)),
        Column("lines", say("imports.column.lines", lang), Kind.NUMBER),
        Column("amount", say("imports.column.amount", lang), Kind.MONEY),
    )
    names = pack_categories(grant) if by == "category" else {}
    accounts = find.account_names(grant.ref) if by == "account" else {}
    rows = []
    for group in find.groups(grant.ref, choice, by):
        word = group.word
        if by == "state":
            word = state_word(word, lang)
        elif word in names:
            word = names[word].in_language(lang)
        elif word in accounts:
            word = f"{word} {accounts[word]}"
        elif by == "payee":
            word = masked(word)
        rows.append((word or "–", group.count.lines, group.count.amount))
    amounts = [row[2] for row in rows]
    totals = None
    if len({amount.currency for amount in amounts}) == 1:
        counted = sum(row[1] for row in rows)
        totals = (say("imports.lines.all_groups", lang), counted, total(amounts[0].currency, amounts))
    title = say("imports.lines.groups", lang, by=say(f"imports.group.{by}", lang))
    return Table(title, columns, rows, totals=totals, lang=lang)
