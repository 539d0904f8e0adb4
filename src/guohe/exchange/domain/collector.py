"""While hundreds of thousands of values are made that all live on, looking for rubbish among them is pure cost.

Measured on 100,000 rows: the cyclic collector takes a third of the time and frees nothing, because rows, lines and
amounts refer to nothing that refers back. What a paused block leaves is collected at the next ordinary run.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pauses the collector for one block. When two threads do so, it is on again once the first has finished."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
