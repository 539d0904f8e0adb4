"""Where things lie: every path of the set-up hangs on the project folder."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
VAR = ROOT / "var"


def shown(path: Path) -> str:
    """A path as the user knows it: relative to the project folder where that is shorter."""
    try:
        return str(path.relative_to(ROOT)) or "."
    except ValueError:
        return str(path)
