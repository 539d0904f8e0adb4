"""What Python compiles is kept in var/: no process compiles the product anew, and none writes beside the sources."""

from collections.abc import Mapping

from setup.places import VAR

BYTECODE = VAR / "bytecode"


def kept(environ: Mapping[str, str]) -> dict[str, str]:
    """`environ` with the place of the compiled modules; a folder that cannot be written only costs the time again."""
    result = {name: value for name, value in environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    result["PYTHONPYCACHEPREFIX"] = str(BYTECODE)
    return result
