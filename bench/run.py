"""The benchmarks, one after another: `run.py [--full] [--quick] [names]`; without names all but those marked heavy."""

from __future__ import annotations

import importlib
import os
import sys
import time
import traceback
from argparse import ArgumentParser
from dataclasses import dataclass

# Name, module, and whether it is left to those who ask for it by name.
BENCHMARKS = {
    "bulk": "bench.bulk_posting",
    "single": "bench.single_posts",
    "growth": "bench.growth_of_books",
    "million": "bench.million_spends",
    "import": "bench.import_pure",
    "camt": "bench.camt_reading",
    "reconcile": "bench.reconcile",
    "rules": "bench.rules",
    "pages": "bench.pages_of_grant",
    "crash": "bench.crash_kills",
}
_ONLY_BY_NAME = {"crash"}


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is asked: ``quick`` only shows that everything runs, ``full`` goes to ten million lines and 200 kills."""

    quick: bool
    full: bool


def main() -> int:
    """Runs what is asked; one benchmark that fails does not keep the others from running."""
    parser = ArgumentParser(prog="./guohe bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], help="which benchmarks")
    parser.add_argument("--full", action="store_true", help="ten million lines, 200 kills")
    parser.add_argument(
        "--quick", action="store_true", help="smallest sizes, one round: shows only that it runs"
    )
    asked = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guohe.project.settings")
    import django

    django.setup()
    from bench import measuring

    told = measuring.machine()
    print(
        f"{told['cores']} cores, {told['memory_gib']} GiB, Python {told['python']}, load {told['load']}, {told['at']}"
    )
    failed = []
    for name in asked.names or [name for name in BENCHMARKS if name not in _ONLY_BY_NAME]:
        measuring.progress(f"benchmark {name}")
        start = time.monotonic()
        try:
            importlib.import_module(BENCHMARKS[name]).run(Scale(asked.quick, asked.full))
        except Exception:  # noqa: BLE001 -- whatever it was, it is shown, counted, and the next benchmark runs
            traceback.print_exc()
            failed.append(name)
        measuring.progress(f"benchmark {name} took {time.monotonic() - start:.0f} s")
    if failed:
        print(f"\nfailed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
