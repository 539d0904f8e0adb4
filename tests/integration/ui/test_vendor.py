"""Files of others are exactly those that their manifests name, under licences that allow it."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = (ROOT / "src/guohe/ui/static/ui/vendor", ROOT / "tests/journeys/vendor")
LICENCES = {"MIT", "MPL-2.0", "Apache-2.0", "BSD-2-Clause", "0BSD"}


def manifest(folder: Path) -> list[dict[str, Any]]:
    with (folder / "manifest.toml").open("rb") as file:
        rows: list[dict[str, Any]] = tomllib.load(file)["file"]
        return rows


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_every_file_has_the_digest_of_its_manifest(folder: Path) -> None:
    rows = manifest(folder)
    assert {row["name"] for row in rows} == {path.name for path in folder.iterdir()} - {"manifest.toml"}
    for row in rows:
        assert hashlib.sha256((folder / row["name"]).read_bytes()).hexdigest() == row["sha256"], row["name"]
        assert row["licence"] in LICENCES
        assert row["version"]


def test_the_style_sheet_names_no_font_or_emblem_that_we_may_not_use() -> None:
    style = (FOLDERS[0] / "govuk-frontend.min.css").read_text(encoding="utf-8")
    assert "GDS" not in style
    assert "@font-face" not in style
    assert "url(" not in style


@pytest.mark.parametrize(
    "path", sorted((ROOT / "src/guohe/ui").rglob("*.[chjs]*s*")), ids=lambda path: path.name
)
def test_no_page_asks_another_server_for_anything(path: Path) -> None:
    if path.suffix in (".css", ".js", ".html") and "vendor" not in path.parts:
        text = path.read_text(encoding="utf-8")
        assert "//cdn" not in text
        assert "https://" not in text
        assert "http://" not in text
