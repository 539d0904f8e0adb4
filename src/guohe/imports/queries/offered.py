"""Only the answers that a person may give are offered; for the others it says who can give them."""

from __future__ import annotations

from datetime import date
from functools import cache

from guohe.identity.domain.people import joined
from guohe.identity.domain.permissions import Permission
from guohe.imports.domain.questions import COUNTING, Answer
from guohe.imports.domain.standing import QuestionFacts
from guohe.imports.queries.questions import standing
from guohe.kernel.names import Name
from guohe.kernel.texts import say


class Offered:
    """The answers that one account may give on one day; who else may is asked once a grant."""

    def __init__(self, account: int, on: date) -> None:
        self.account = account

        @cache
        def ask(host: int, grant: str, but: int | None) -> Permission:
            return standing(account=account, host_id=host, grant_ref=grant, on=on, not_account=but)

        @cache
        def who_may(host: int, grant: str, asker: int) -> tuple[Name, ...]:
            return standing(account=asker, host_id=host, grant_ref=grant, on=on, not_account=asker).who_can

        self._standing, self._who_may = ask, who_may

    def of(self, question: QuestionFacts, lang: str) -> tuple[tuple[str, ...], str]:
        """The ready answers that stay, and a sentence for each kind that does not."""
        stays: list[str] = []
        refused: dict[bool, list[str]] = {}
        for word in question.ready:
            counts = Answer(word) in COUNTING
            if self._permission(question, counts=counts).allowed:
                stays.append(word)
            else:
                refused.setdefault(counts, []).append(say(f"imports.answer.{word}", lang))
        told = [
            self._who(self._permission(question, counts=counts), words, lang)
            for counts, words in refused.items()
        ]
        return tuple(stays), " ".join(told)

    def deciders(self, question: QuestionFacts, lang: str) -> str:
        """Who may give every answer to it: with the right, on this day, for this grant, and not whoever asked."""
        asker = question.asked_by_id
        found = self._who_may(question.host_id, question.grant_ref, asker)
        if not found:
            return say("imports.card.may_decide.nobody", lang)
        return say("imports.card.may_decide", lang, people=joined(found, lang))

    def _permission(self, question: QuestionFacts, *, counts: bool) -> Permission:
        but = question.asked_by_id if counts else None
        return self._standing(question.host_id, question.grant_ref, but)

    @staticmethod
    def _who(permission: Permission, answers: list[str], lang: str) -> str:
        quoted = say("imports.card.and", lang).join(
            say("imports.card.quoted", lang, answer=each) for each in answers
        )
        if not permission.who_can:
            return say("imports.card.nobody", lang, answers=quoted)
        return say("imports.card.others", lang, answers=quoted, people=joined(permission.who_can, lang))
