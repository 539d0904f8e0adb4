"""The demo's books in a test: found where the module's database holds them already, loaded where it does not.

pytestmark = pytest.mark.usefixtures("demo_books")   # this module's tests begin with the demo loaded
loaded = demo_loaded()                                # its host and book
"""

from __future__ import annotations

from guohe.project import demo_load
from guohe.project.demo_load import Loaded
from tests.factories.databases import here
from tests.factories.people import NOW

# By the database's name: what it holds stays after the transaction of every test.
_HELD: dict[str, Loaded] = {}


def load_to_stay() -> None:
    """Loads the demo into the database of the connection, which no test of this run writes to for good."""
    _HELD[here()] = _load()


def demo_loaded() -> Loaded:
    """The demo's host and book; in a database that holds none they are loaded into the test's own transaction."""
    return _HELD.get(here()) or _load()


def holds_the_same(copy: str, original: str) -> None:
    """A copy holds the demo where the original does."""
    if original in _HELD:
        _HELD[copy] = _HELD[original]


def _load() -> Loaded:
    return demo_load.load(now=NOW, progress=lambda step: None)
