"""Folders that the server's account can pass through, which pytest's own temporary folders are not."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from setup.postgres import Server
from tests.integration.setup.checkout import Checkout


@pytest.fixture
def open_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="guohe-setup-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def checkout(open_folder: Path) -> Iterator[Checkout]:
    made = Checkout(open_folder)
    yield made
    made.close()
    assert made.processes() == []


@pytest.fixture
def server(open_folder: Path) -> Iterator[Server]:
    made = Server(open_folder / "pg", state=open_folder / "state")
    yield made
    made.stop()
