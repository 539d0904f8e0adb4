"""Reads of identity: people, hosts, and what each may do on a day."""

from guohe.identity.queries.accounts import (
    account_by_number,
    account_by_username,
    accounts_visible,
    host_by_code,
    hosts_visible,
    names_of,
)
from guohe.identity.queries.capabilities import (
    capabilities_of,
    capability_history_of,
    holders_of,
    permission_to,
    permission_to_approve,
)

__all__ = [
    "account_by_number",
    "account_by_username",
    "accounts_visible",
    "capabilities_of",
    "capability_history_of",
    "holders_of",
    "host_by_code",
    "hosts_visible",
    "names_of",
    "permission_to",
    "permission_to_approve",
]
