"""The other demo files as text: statements, budget table, mapping and the money line. All invented."""

from __future__ import annotations

from typing import Final

BANK_CNY: Final = """Account 帳戶,***-***-DEMO01,CNY,,,,
Txn date 交易日期,Post date 入帳日期,Value date 起息日,Description 摘要,Withdrawal 支出,Deposit 存入,Balance 結餘
16/04/2018,16/04/2018,16/04/2018,"INWARD TT 匯入匯款
示例科技计划管理中心拨",,"719,850.00","719,850.00"
20/04/2018,20/04/2018,20/04/2018,"FX CNY/HKD 1.2400 兌換
DEAL DEMO-FX-1","719,850.00",,0.00
21/06/2019,21/06/2019,21/06/2019,"INWARD TT 匯入匯款
示例科技计划管理中心拨",,"479,850.00","479,850.00"
"""

# The host's HKD account: newest first, one signed column, a narrative that runs on, a balance brought forward.
BANK_HKD: Final = """DEMO BANK 示例銀行 (invented)\t\t\t\t\t
Account no. 帳號\t***-***-DEMO02\tHKD\t\t\t
Booking date\tValue date\tDetails\tReference\tAmount\tBalance
30/07/2018\t30/07/2018\tPAYROLL 薪金 JUL\tPY18-07-080\t-21,800.00\t766,814.00
12/07/2018\t13/07/2018\tREFUND 退款 示例鋼材有限公司\tAP18-00733R\t1,250.00\t788,614.00
09/07/2018\t09/07/2018\tCHEQUE 支票\tAP18-00733\t-12,300.00\t787,364.00
\t\t示例鋼材有限公司\t\t\t
28/06/2018\t28/06/2018\tPAYROLL 薪金 JUN\tPY18-06-081\t-21,800.00\t799,664.00
15/06/2018\t15/06/2018\tCHEQUE 支票\tAP18-00655\t-48,650.00\t821,464.00
\t\t示例鋼材有限公司\t\t\t
28/05/2018\t28/05/2018\tPAYROLL 薪金 MAY\tPY18-05-077\t-21,800.00\t870,114.00
20/04/2018\t20/04/2018\tFX CNY/HKD 1.2400 兌換 DEAL DEMO-FX-1\tDEMO-FX-1\t892,614.00\t891,914.00
18/04/2018\t18/04/2018\tSTANDING CHARGE 帳戶月費\t\t-700.00\t-700.00
"""

BUDGET: Final = """附表3 项目预算表（示例，非真实）,,,,
项目编号：DEMO-NKP-2018-001,,,金额单位：万元,
序号,预算科目名称,合计,专项经费,自筹经费
1,一、经费支出,120.00,120.00,0.00
2,（一）直接费用,108.00,108.00,0.00
3,1、设备费,18.00,18.00,0.00
4,2、材料费,24.00,24.00,0.00
5,3、测试化验加工费,15.00,15.00,0.00
6,4、差旅/会议/国际合作与交流费,9.00,9.00,0.00
7,5、劳务费,36.00,36.00,0.00
8,6、专家咨询费,3.00,3.00,0.00
9,7、出版/文献/信息传播/知识产权事务费,3.00,3.00,0.00
10,（二）间接费用,12.00,12.00,0.00
合计（大写）：人民币壹佰贰拾万元整,,,,
"""

MAPPING: Final = """account,account_name,category,why,decided_by
5210,Research staff 研究人員,labour,Wages of staff hired for the project (demo) 項目聘用人員的薪酬（示範）,Ms Sample Ng 吳樣本
6110,Consumables 實驗消耗品,materials,Used up in the experiments (demo) 實驗中耗用（示範）,Ms Sample Ng 吳樣本
6510,Testing 測試,testing,Tests bought from outside (demo) 委託外間測試（示範）,Ms Sample Ng 吳樣本
6420,Travel 差旅,travel,Travel for the project (demo) 項目差旅（示範）,Ms Sample Ng 吳樣本
6610,Conference 會議,travel,Conference fees share the travel category in pack DEMO-1 (demo) 會議費在 DEMO-1 與差旅同屬一個科目（示範）,Ms Sample Ng 吳樣本
7310,Equipment 設備,equipment,Kept after the project (demo) 項目完結後保留（示範）,Ms Sample Ng 吳樣本
6900,Entertainment 招待,,Nobody has decided: ask each time (demo) 尚未有人決定，每次詢問（示範）,Ms Sample Ng 吳樣本
"""

# A date with no evidence is only reported; instalment 2 was said to be sent, and nobody has seen it.
EVENTS: Final = """instalment,station,date,source,evidence,reference
DEMO-NKP-2018-001/T1,approved,2018-03-05,Managing centre (demo) 管理中心（示範）,Approval letter 批准函 DEMO-L-1,DEMO-L-1
DEMO-NKP-2018-001/T1,agreement,2018-03-26,Both sides (demo) 雙方（示範）,Sealed agreement 蓋印協議 DEMO-A-1,DEMO-A-1
DEMO-NKP-2018-001/T1,tax_filing,2018-04-11,Managing centre (demo) 管理中心（示範）,Filing receipt 備案回執 DEMO-TAX-1,DEMO-TAX-1
DEMO-NKP-2018-001/T1,sent,2018-04-12,Managing centre (demo) 管理中心（示範）,Payment slip 付款單 DEMO-UETR-1,DEMO-UETR-1
DEMO-NKP-2018-001/T1,credited,2018-04-16,Host bank (demo) 院校銀行（示範）,bank_cny.csv row 3,DEMO-UETR-1
DEMO-NKP-2018-001/T1,converted,2018-04-20,Host bank (demo) 院校銀行（示範）,bank_cny.csv row 4,DEMO-FX-1
DEMO-NKP-2018-001/T1,posted,2018-05-03,Finance office (demo) 財務處（示範）,Journal of 3 May 2018 (demo) 2018 年 5 月 3 日分錄（示範）,
DEMO-NKP-2018-001/T1,spendable,2018-05-08,Finance office (demo) 財務處（示範）,Project account opened (demo) 項目帳戶已開立（示範）,ZZ01-DEMO
DEMO-NKP-2018-001/T2,approved,2019-05-27,Managing centre (demo) 管理中心（示範）,Approval letter 批准函 DEMO-L-2,DEMO-L-2
DEMO-NKP-2018-001/T2,conditions_met,2019-06-10,Both sides (demo) 雙方（示範）,Mid-term report accepted 中期報告獲接納 DEMO-M-1,DEMO-M-1
DEMO-NKP-2018-001/T2,tax_filing,2019-06-17,Managing centre (demo) 管理中心（示範）,Filing receipt 備案回執 DEMO-TAX-2,DEMO-TAX-2
DEMO-NKP-2018-001/T2,sent,2019-06-18,Managing centre (demo) 管理中心（示範）,,DEMO-UETR-2
"""

# The salaries of the listing by person, and one that only the payroll has: a person is 120 % at work in January 2019.
PAYROLL: Final = """person,month,project,amount,currency,reference
P-1,2018-05,ZZ01-DEMO,21800.00,HKD,PY18-05-077
P-1,2018-06,ZZ01-DEMO,21800.00,HKD,PY18-06-081
P-1,2018-07,ZZ01-DEMO,21800.00,HKD,PY18-07-080
P-1,2019-01,ZZ01-DEMO,22400.00,HKD,PY19-01-084
P-1,2019-01,ZZ02-DEMO,11200.00,HKD,PY19-01-085
"""

# Eleven earlier transfers: half took 3 working days or fewer, ten of the eleven 6 or fewer.
TRANSFERS: Final = """reference,sent,credited,working_days,currency,amount
DEMO-UETR-H01,2018-03-06,2018-03-08,2,CNY,300000.00
DEMO-UETR-H02,2018-03-13,2018-03-16,3,CNY,450000.00
DEMO-UETR-H03,2018-07-10,2018-07-13,3,CNY,120000.00
DEMO-UETR-H04,2018-07-17,2018-07-19,2,CNY,980000.00
DEMO-UETR-H05,2018-08-07,2018-08-10,3,CNY,260000.00
DEMO-UETR-H06,2018-08-14,2018-08-20,4,CNY,75000.00
DEMO-UETR-H07,2018-11-06,2018-11-09,3,CNY,640000.00
DEMO-UETR-H08,2018-11-13,2018-11-20,5,CNY,510000.00
DEMO-UETR-H09,2018-11-20,2018-11-22,2,CNY,90000.00
DEMO-UETR-H10,2019-01-08,2019-01-16,6,CNY,330000.00
DEMO-UETR-H11,2019-03-05,2019-03-18,9,CNY,700000.00
"""
