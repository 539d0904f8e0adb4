"""Only the answers that a person may give are offered; for the others it says who can give them."""

from __future__ import annotations

from datetime import date
from functools import cache

from guohe.identity.domain.people import joined
from guohe.identity.domain.permissions import Permission
from guohe.imports.domain.questions import COUNTING, Answer
from guohe.imports.domain.standing import QuestionFacts
from guohe.imports.queries.moving import Cost, grants_to_choose, who_may_move
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

        @cache
        def grants(cost: Cost) -> tuple[str, ...]:
            return grants_to_choose(cost, account=account, on=on)

        @cache
        def movers(cost: Cost) -> tuple[Name, ...]:
            return who_may_move(cost, account=account, on=on)

        self._standing, self._who_may, self._grants, self._movers = ask, who_may, grants, movers

    def of(self, question: QuestionFacts, lang: str) -> tuple[tuple[str, ...], str]:
        """The ready answers that stay, and a sentence for each kind that does not."""
        stays: list[str] = []
        told: list[str] = []
        refused: dict[bool, list[str]] = {}
        for word in question.ready:
            counts = Answer(word) in COUNTING
            if not self._permission(question, counts=counts).allowed:
                refused.setdefault(counts, []).append(say(f"imports.answer.{word}", lang))
            elif word == Answer.MOVE and not self.grants(question):
                told.append(self._who_moves(question, lang))
            else:
                stays.append(word)
        told += [
            self._who(self._permission(question, counts=counts), words, lang)
            for counts, words in refused.items()
        ]
        return tuple(stays), " ".join(told)

    def grants(self, question: QuestionFacts) -> tuple[str, ...]:
        """The grants to which this account may say that the line belongs."""
        return self._grants(_cost(question))

    def _who_moves(self, question: QuestionFacts, lang: str) -> str:
        quoted = say("imports.card.quoted", lang, answer=say(f"imports.answer.{Answer.MOVE}", lang))
        people = self._movers(_cost(question))
        if not people:
            return say("imports.card.no_other_grant", lang, answers=quoted)
        return say("imports.card.others", lang, answers=quoted, people=joined(people, lang))

    def deciders(self, question: QuestionFacts, lang: str) -> str:
        """Who may decide it: with the right, on this day, for this grant, and not whoever asked."""
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


def _cost(question: QuestionFacts) -> Cost:
    return Cost(question.host_id, question.grant_ref, question.asked_by_id)
