"""Contexts meet at the front door, and the domain knows only itself: what the import linter cannot see."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.architecture.ground import PRODUCT, context_of, contexts, heights, imports, place, python_files

DOORS = ("operations", "queries", "domain")
# Shared ground without a door: vocabulary, page parts, and what migrations are made with.
OPEN = ("kernel", "ui", "db")


def wrong_doors(path: Path) -> list[str]:
    """Imports of another context that do not go through its operations, queries or domain, or go upwards."""
    own, found = context_of(path), []
    for line, module in imports(path):
        parts = module.split(".")
        if (
            parts[0] != "guohe"
            or len(parts) < 2
            or parts[1] not in heights()
            or parts[1] == own
            or own == "project"
        ):
            continue
        other = parts[1]
        if heights()[other] >= heights()[own] or (
            other not in OPEN and (len(parts) < 3 or parts[2] not in DOORS)
        ):
            found.append(f"{place(path, line)} imports {module}")
    return found


def strangers(path: Path) -> list[str]:
    """Imports of a domain file that are neither the standard library nor the kernel nor a lower context's domain."""
    own, found = context_of(path), []
    for line, module in imports(path):
        parts = module.split(".")
        if parts[0] in sys.stdlib_module_names:
            continue
        if parts[0] == "guohe" and parts[1] == "kernel" and parts[2] != "clock":
            continue
        if parts[0] == "guohe" and parts[2:3] == ["domain"] and heights()[parts[1]] <= heights()[own]:
            continue
        found.append(f"{place(path, line)} imports {module}")
    return found


def test_the_contract_names_every_folder() -> None:
    folders = {path.name for path in PRODUCT.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders == set().union(*contexts())


def test_contexts_meet_only_at_the_front_door() -> None:
    assert [fault for path in python_files() for fault in wrong_doors(path)] == []


def test_the_domain_imports_only_the_standard_library_the_kernel_and_lower_domains() -> None:
    files = [*python_files(PRODUCT / "kernel"), *(path for path in python_files() if "domain" in path.parts)]
    assert len(files) > 20
    assert [fault for path in files for fault in strangers(path)] == []


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty product in which a fault can be planted."""
    for module in ("tests.architecture.ground", __name__):
        monkeypatch.setattr(f"{module}.PRODUCT", tmp_path)
    monkeypatch.setattr("tests.architecture.ground.ROOT", tmp_path)
    heights_now = heights_of_the_real_contract
    monkeypatch.setattr(f"{__name__}.heights", lambda: heights_now)
    return tmp_path


heights_of_the_real_contract = heights()


@pytest.mark.parametrize(
    ("file", "line", "faults"),
    [
        ("funds/operations/post.py", "from guohe.identity.models import Account", 1),
        ("funds/operations/post.py", "from guohe.identity.web.views import be", 1),
        ("funds/operations/post.py", "from guohe.grants.queries import home", 1),
        ("funds/operations/post.py", "import guohe.identity.models", 1),
        ("funds/operations/post.py", "from guohe.identity.operations.act_as import acting", 0),
        ("funds/operations/post.py", "from guohe.identity import queries", 0),
        ("funds/web/views.py", "from guohe.ui.page import Frame", 0),
        ("ui/page.py", "from guohe.db.apps import DbConfig", 1),
        ("project/urls.py", "from guohe.identity.web.urls import urlpatterns", 0),
    ],
)
def test_a_planted_wrong_door_is_found(planted: Path, file: str, line: str, faults: int) -> None:
    path = planted / file
    path.parent.mkdir(parents=True)
    path.write_text(line, encoding="utf-8")
    assert len(wrong_doors(path)) == faults


@pytest.mark.parametrize(
    ("line", "faults"),
    [
        ("import django", 1),
        ("from rich.table import Table", 1),
        ("from guohe.kernel import clock", 1),
        ("from guohe.kernel.money import Money", 0),
        ("from guohe.identity.domain.permissions import may", 0),
        ("from guohe.identity.queries import accounts", 1),
        ("from guohe.grants.domain import states", 1),
        ("from decimal import Decimal", 0),
    ],
)
def test_a_planted_stranger_in_the_domain_is_found(planted: Path, line: str, faults: int) -> None:
    path = planted / "funds" / "domain" / "lots.py"
    path.parent.mkdir(parents=True)
    path.write_text(line, encoding="utf-8")
    assert len(strangers(path)) == faults
