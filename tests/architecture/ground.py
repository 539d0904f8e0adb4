"""What the shape tests look at: the project's files, and the order of contexts as the import contract states it."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PRODUCT: Final = ROOT / "src" / "guohe"


def contexts() -> list[frozenset[str]]:
    """The contexts, lowest first; those of one set do not know each other."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract.get("containers") == ["guohe"])
    return [frozenset(part.strip() for part in layer.split("|")) for layer in reversed(layers)]


@cache
def heights() -> Mapping[str, int]:
    """How high each context stands; asked for every import, read once."""
    return {name: height for height, layer in enumerate(contexts()) for name in layer}


def python_files(folder: Path = PRODUCT) -> Iterator[Path]:
    """Every Python file of the product, or of one folder."""
    return (path for path in sorted(folder.rglob("*.py")) if "__pycache__" not in path.parts)


def context_of(path: Path) -> str:
    """The context a file of the product lies in."""
    return path.relative_to(PRODUCT).parts[0]


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every module that a file names in an import, with its line; ``from a.b import c`` may name the module a.b.c."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            for name in node.names:
                yield node.lineno, f"{node.module}.{name.name}"


def place(path: Path, line: int) -> str:
    """A file and line as an editor opens it."""
    return f"{path.relative_to(ROOT)}:{line}"
