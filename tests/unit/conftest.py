"""Unit tests prove that the rules stand alone: Django and the database driver cannot even be imported here."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


class _Refuse(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] in ("django", "psycopg", "psycopg_pool"):
            raise ImportError(f"{fullname} is not for the domain: a unit test reached it")
        return None


if "django" not in sys.modules or not sys.modules["django"].__dict__.get("VERSION"):
    sys.meta_path.insert(0, _Refuse())
