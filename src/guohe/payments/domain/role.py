"""Whose account it is, payer or payee, in the reader's language."""

from __future__ import annotations

from typing import Literal

from guohe.grants.domain.said import MoneyFinding
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.names import Name
from guohe.kernel.texts import say

Role = Literal["payer", "payee"]


def no_account(number: int, role: Role) -> Finding:
    """Nothing of this number is recorded in this role (PAY-371)."""
    key = f"payments.role.{role}"
    name = Name(say(key, "en"), say(key, "zh-hant"), say(key, "zh-hans"))
    return MoneyFinding(
        "PAY-371", Level.STOP, Place(pointer=role), {"seen": str(number)}, names={"role": name}
    )
