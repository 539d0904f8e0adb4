"""Only a database address; Django is not used."""

from bench.peers.plain_settings import *  # noqa: F403
