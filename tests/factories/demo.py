"""The demo's books in a test: found where the module's database holds them already, loaded where it does not.

pytestmark = pytest.mark.usefixtures("demo_books")   # this module's tests begin with the demo loaded
loaded = demo_loaded()                                # its host and book
"""

from __future__ import annotations

from django.db import connection

from guohe.project import demo_load
from guohe.project.demo_load import Loaded
from tests.factories.people import NOW

# By the database's name: what it holds stays after the transaction of every test.
_HELD: dict[str, Loaded] = {}


def load_to_stay() -> None:
    """Loads the demo into the database of the connection, which no test of this run writes to for good."""
    _HELD[connection.settings_dict["NAME"]] = _load()


def demo_loaded() -> Loaded:
    """The demo's host and book; in a database that holds none they are loaded into the test's own transaction."""
    return _HELD.get(connection.settings_dict["NAME"]) or _load()


def _load() -> Loaded:
    return demo_load.load(now=NOW, progress=lambda step: None)
