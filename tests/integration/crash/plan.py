"""What the writers will send, made from a seed before anything is posted. Plain values: it knows nothing of the books.

A batch is written into the writer's notebook, keys and all, before it is sent, and its acknowledgement after the
commit was answered. Killed between the two, the writer sends the same batch again.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

SIZES = (1, 10, 200, 1000)
WEIGHTS = (30, 40, 20, 10)
# From this size on a batch goes through the bulk door.
BULK = 200


@dataclass(frozen=True, slots=True)
class Spend:
    """One cost to be posted."""

    key: str
    source: str
    minor: int
    day: str
    account: str
    budget: str
    fund: str


@dataclass(frozen=True, slots=True)
class Batch:
    """All or none of it."""

    key: str
    bulk: bool
    spends: tuple[Spend, ...]


def batches(seed: int, funds: list[str]) -> Iterator[Batch]:
    """An endless row of batches, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 -- to be played again
    number = 0
    while True:
        number += 1
        size = chance.choices(SIZES, WEIGHTS)[0]
        yield Batch(
            key=_key(chance),
            bulk=size >= BULK,
            spends=tuple(
                Spend(
                    key=_key(chance),
                    source=f"W{seed}-{number}-{n}",
                    minor=chance.choice((1, 7, 99, 100, 12_345, 999_999)),
                    day=f"2018-{chance.randint(5, 12):02d}-{chance.randint(1, 28):02d}",
                    account=chance.choice(("5210", "6110", "6510")),
                    budget=chance.choice(("labour", "materials", "testing")),
                    fund=chance.choice(funds),
                )
                for n in range(size)
            ),
        )


def _key(chance: random.Random) -> str:
    return str(UUID(int=chance.getrandbits(128), version=4))


class Notebook:
    """What a writer means to send and what was acknowledged; each line is on the disk before the next step."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def means(self, batch: Batch) -> None:
        """Before it is sent."""
        self._write({"means": asdict(batch)})

    def acknowledged(self, batch: Batch) -> None:
        """After the commit was answered."""
        self._write({"acknowledged": batch.key})

    def _write(self, line: dict[str, object]) -> None:
        os.write(self._file, (json.dumps(line) + "\n").encode())
        os.fsync(self._file)


def read(path: Path) -> tuple[dict[str, Batch], set[str]]:
    """Every batch meant, and the keys of those acknowledged. A last line torn by a kill was never acted upon."""
    meant: dict[str, Batch] = {}
    acknowledged: set[str] = set()
    if not path.exists():
        return meant, acknowledged
    for line in path.read_bytes().split(b"\n"):
        try:
            noted = json.loads(line)
        except ValueError:
            continue
        if "means" in noted:
            given = noted["means"]
            spends = tuple(Spend(**spend) for spend in given["spends"])
            meant[given["key"]] = Batch(given["key"], given["bulk"], spends)
        else:
            acknowledged.add(noted["acknowledged"])
    return meant, acknowledged
