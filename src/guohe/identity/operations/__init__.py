"""Writes of identity: one file per act."""

from guohe.identity.operations.act_as import acting
from guohe.identity.operations.add_account import add_account
from guohe.identity.operations.add_demo_cast import add_demo_cast
from guohe.identity.operations.add_host import add_host
from guohe.identity.operations.end_capability import end_capability
from guohe.identity.operations.found_deployment import found_deployment
from guohe.identity.operations.grant_capability import grant_capability
from guohe.identity.operations.set_password import set_password

__all__ = [
    "acting",
    "add_account",
    "add_demo_cast",
    "add_host",
    "end_capability",
    "found_deployment",
    "grant_capability",
    "set_password",
]
