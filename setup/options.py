"""Options of our own words: a slip is a refusal with exit code 1, since 2 means that lines wait for a person."""

from argparse import ArgumentParser
from typing import Any, NoReturn

from setup.refusal import Refusal


class Options(ArgumentParser):
    """A parser that refuses in our words and takes no shortened ones: half of `--reset` deletes nothing."""

    def __init__(self, prog: str, **more: Any) -> None:
        super().__init__(prog=prog, allow_abbrev=False, **more)

    def error(self, message: str) -> NoReturn:
        """Refuse instead of leaving with argparse's own code."""
        raise Refusal("ACC-675", command=self.prog, saw=message)
