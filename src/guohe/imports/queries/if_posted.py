"""Why the books would hold the line of an answered question, said when it is answered and not only when it is posted."""

from __future__ import annotations

from datetime import date

from guohe.identity.queries import permission_to
from guohe.imports.queries import foreseen, questions
from guohe.imports.queries.held import groups_words
from guohe.kernel.texts import say


def held_if_posted(question: int, *, account: int, on: date, lang: str) -> tuple[str, ...]:
    """A sentence for each reason; empty for a line that is not ready, and for whoever may not see its grant's money."""
    line = questions.question(question).line
    if line.state != "staged" or line.grant_ref is None:
        return ()
    sees = permission_to("view_money", account=account, host=line.host_id, on=on, grant=line.grant_ref)
    if not sees.allowed:
        return ()
    found = (one for one in foreseen.of_job(line.job) if one.row == line.row)
    return tuple(f"{say('imports.foreseen', lang)} {sentence}" for sentence in groups_words(found, lang))
