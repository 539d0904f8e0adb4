"""Writes of identity: one file per act."""

from guohe.identity.operations.act_as import acting, require, require_approver
from guohe.identity.operations.act_at_keyboard import acting_at_keyboard
from guohe.identity.operations.add_account import add_account
from guohe.identity.operations.add_demo_cast import add_demo_cast
from guohe.identity.operations.add_host import add_host
from guohe.identity.operations.choose_language import choose_language
from guohe.identity.operations.close_account import close_account, open_account
from guohe.identity.operations.end_capability import end_capability
from guohe.identity.operations.found_deployment import found_deployment
from guohe.identity.operations.grant_capability import grant_capability
from guohe.identity.operations.set_password import set_password

__all__ = [
    "acting",
    "acting_at_keyboard",
    "add_account",
    "add_demo_cast",
    "add_host",
    "choose_language",
    "close_account",
    "end_capability",
    "found_deployment",
    "grant_capability",
    "open_account",
    "require",
    "require_approver",
    "set_password",
]
