"""A refusal says its code, where, what we saw, what to do, and what became of the data."""

from setup.words import say


class Refusal(Exception):
    """The set-up stops here; `code` is both the key of the sentence and its first word."""

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        return f"{self.code} {say(self.code, **self.values)}"
