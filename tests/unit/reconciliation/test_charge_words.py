"""What is said against a charge beside a receipt, word by word in three languages."""

from __future__ import annotations

import pytest

from guohe.kernel.findings import Finding, Level

SEEN = {"seen": "receipt-charge:NOBODYS-1/T1"}
DAYS = {"on": "2019-06-18", "since": "2019-06-20"}
ACCOUNTS = {"account": "···9999", "own": "···1234"}


@pytest.mark.parametrize(
    ("code", "values", "en", "zh_hant", "zh_hans"),
    [
        (
            "REC-136",
            SEEN,
            '"receipt-charge:NOBODYS-1/T1" is no receipt that a line of a statement shows, so no charge stands beside it. '
            "Say first which credit it is; `./guohe bank inbox` shows them. Nothing has been saved.",
            "「receipt-charge:NOBODYS-1/T1」不是結單行所示的收款，其旁沒有收費。請先認定是哪一筆入帳；"
            "可用 ./guohe bank inbox 查看。尚未儲存任何資料。",
            "“receipt-charge:NOBODYS-1/T1”不是对账单行所示的收款，其旁没有收费。先认定是哪一笔到账；"
            "可用 ./guohe bank inbox 查看。尚未保存任何数据。",
        ),
        (
            "REC-137",
            DAYS,
            "The entry is of 2019-06-18, and the money came in on 2019-06-20: no charge for it is taken before. "
            "Choose the entry that it is. Nothing has been saved.",
            "該筆日期為 2019-06-18，而款項於 2019-06-20 入帳：在此之前不會就其收費。請選擇相應的一筆。尚未儲存任何資料。",
            "该笔日期为 2019-06-18，而款项于 2019-06-20 到账：在此之前不会就其收费。选择相应的一笔。尚未保存任何数据。",
        ),
        (
            "REC-138",
            ACCOUNTS,
            "The entry is of account ···9999; the money came to account ···1234. Choose the entry of that account. "
            "Nothing has been saved.",
            "該筆屬帳戶 ···9999；款項存入帳戶 ···1234。請選擇該帳戶的一筆。尚未儲存任何資料。",
            "该笔属账户 ···9999；款项存入账户 ···1234。选择该账户的一笔。尚未保存任何数据。",
        ),
    ],
)
def test_each_says_what_was_seen_and_what_to_do(
    code: str, values: dict[str, str], en: str, zh_hant: str, zh_hans: str
) -> None:
    finding = Finding(code, Level.STOP, values=values)
    assert [finding.sentence(lang) for lang in ("en", "zh-hant", "zh-hans")] == [en, zh_hant, zh_hans]
