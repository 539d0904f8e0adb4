"""Where the demo files are, and how a test reads one of them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from guohe.exchange.domain.budget import BudgetTable
from guohe.exchange.domain.grid import Grid
from guohe.exchange.domain.listing import Listing
from guohe.exchange.domain.open_text import open_text
from guohe.exchange.domain.profile_file import profiles
from guohe.exchange.domain.read_budget import read_budget
from guohe.exchange.domain.read_listing import read_listing
from guohe.exchange.domain.read_statement import read_statement
from guohe.exchange.domain.statement import BankStatement
from guohe.exchange.operations.open_file import open_path
from guohe.kernel.findings import Finding

DEMO: Final = Path(__file__).resolve().parents[3] / "demo"
HEAD: Final = ("Project", "Account", "Post date", "Doc ref", "Payee", "Description", "Cur", "Amount", "Type")


def grid_of(name: str) -> Grid:
    """The grid of a demo file that opens."""
    opened = open_path(DEMO / name)
    assert opened.grid is not None, opened.findings
    return opened.grid


def text_grid(text: str) -> Grid:
    """The grid of a text written in a test."""
    opened = open_text(text.encode())
    assert opened.grid is not None, opened.findings
    return opened.grid


def listing_of(text: str, **how: object) -> Listing:
    """A listing written in a test."""
    return read_listing(text_grid(text), **how)  # type: ignore[arg-type]


def statement_of(text: str, profile: str = "DEMO-CNY") -> BankStatement:
    """A statement written in a test."""
    return read_statement(text_grid(text), profile=profiles()[profile])


def budget_of(text: str) -> BudgetTable:
    """A budget table written in a test."""
    return read_budget(text_grid(text))


def codes(findings: tuple[Finding, ...]) -> list[str]:
    """The codes in their order."""
    return [finding.code for finding in findings]


def rows(*lines: str, head: str = ",".join(HEAD)) -> str:
    """A small listing: a head and the given lines."""
    return "\n".join((head, *lines)) + "\n"


def line(
    amount: str,
    *,
    day: str = "18/04/2018",
    project: str = "ZZ01-DEMO",
    account: str = "6110",
    ref: str = "AP-1",
) -> str:
    """One line of such a listing."""
    return f'{project},{account},"{day}",{ref},DEMO SUPPLIER,Bolts,HKD,"{amount}",ACT'
