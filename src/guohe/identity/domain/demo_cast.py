"""The invented people of the demo, and what each of them may do. Their names say that they are samples."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from guohe.identity.domain.capabilities import ScopeKind, Word
from guohe.kernel.names import Name

HOST_CODE: Final = "polyu"
HOST_NAME: Final = Name("The Hong Kong Polytechnic University", "香港理工大學", "香港理工大学")
ANONYMOUS_HOST_NAME: Final = Name("Demo University", "示範大學", "示范大学")
SINCE: Final = date(2018, 1, 1)
# A newcomer's first page is that of the finance office, where the money arrives.
FIRST_SEEN_AS: Final = "test.lau"
ADMINISTRATOR: Final = "admin.demo"

WHOLE_HOST: Final[tuple[tuple[ScopeKind, str], ...]] = (("host", ""),)
STEEL_GRANT: Final[tuple[tuple[ScopeKind, str], ...]] = (("grant", "DEMO-NKP-2018-001"),)
FUNDED_GRANTS: Final[tuple[tuple[ScopeKind, str], ...]] = (
    ("grant", "DEMO-NKP-2018-001"),
    ("grant", "DEMO-RAIL-2018-002"),
    ("grant", "DEMO-YSF-2019-003"),
)


@dataclass(frozen=True, slots=True)
class Role:
    """One member of the cast: who, in which role (a text key), with which words in which scopes."""

    username: str
    name: Name
    role: str
    language: str
    words: tuple[Word, ...]
    scopes: tuple[tuple[ScopeKind, str], ...]


CAST: Final = (
    Role(
        ADMINISTRATOR,
        Name("Demo Administrator", "示範管理員", "示范管理员"),
        "identity.role.administrator",
        "en",
        ("administer", "view_people"),
        WHOLE_HOST,
    ),
    Role(
        "demo.yip",
        Name("Dr Demo Yip", "葉示範博士", "叶示范博士"),
        "identity.role.investigator",
        "zh-hant",
        ("view_money", "view_people", "prepare", "answer"),
        STEEL_GRANT,
    ),
    Role(
        "sample.ng",
        Name("Ms Sample Ng", "吳樣本女士", "吴样本女士"),
        "identity.role.research_office",
        "zh-hant",
        ("view_money", "view_people", "prepare", "approve", "answer"),
        WHOLE_HOST,
    ),
    Role(
        "test.lau",
        Name("Mr Test Lau", "劉測試先生", "刘测试先生"),
        "identity.role.finance_office",
        "en",
        ("view_money", "view_people", "import", "prepare", "approve", "answer"),
        WHOLE_HOST,
    ),
    Role(
        "wang.shili",
        Name("Wang Shili", "王示例", "王示例"),
        "identity.role.programme_officer",
        "zh-hans",
        ("view", "view_money"),
        FUNDED_GRANTS,
    ),
    Role(
        "audit.ho",
        Name("Ms Audit Ho", "何審核女士", "何审核女士"),
        "identity.role.auditor",
        "zh-hant",
        ("view_money", "audit"),
        WHOLE_HOST,
    ),
)
