"""The demo listing as it comes out of an invented ERP, faults included; every listing file of the demo is made from this text."""

from __future__ import annotations

from typing import Final

# users.md 5.3, word for word. Lines: 16 actuals of 503,830.50 and one open order of 40,000.00.
ERP: Final = """"PROJECT TRANSACTION LISTING 項目交易明細表 (DEMO)",,,,,,,,,,
"Run 列印: 02/07/2019 09:14   Period 期間: 01/04/2018 - 31/03/2019   Page 1 of 2",,,,,,,,,,
"Project
項目","Account
科目","Account desc
科目名稱","Post date
入帳日期","Doc ref
單據","Payee
收款人","Description
摘要","PO no.","Cur","Amount
金額","Type"
ZZ01-DEMO,6110,Consumables 實驗消耗品,18/04/2018,AP18-00412,示例鋼材有限公司,Steel coupons 鋼試件,PO-7701,HKD,"7,600.00",ACT
,5210,Research staff 研究人員,28/05/2018,PY18-05-077,DEMO STAFF A,RA salary May,,HKD,"21,800.00",ACT
,6110,Consumables 實驗消耗品,15/06/2018,AP18-00655,示例钢材有限公司,S690 plates 鋼板,PO-7714,HKD,"HK$48,650.00",ACT
,5210,Research staff 研究人員,28/06/2018,PY18-06-081,DEMO STAFF A,RA salary Jun,,HKD,"21,800.00",ACT
,6110,Consumables 實驗消耗品,43290,AP18-00733,示例鋼材有限公司,Welding wire 焊絲（深水埗門市）,PO-7720,HKD,"１２，３００．００",ACT
,6110,Consumables 實驗消耗品,12-Jul-18,AP18-00733R,示例鋼材有限公司,Part return 部分退貨,PO-7720,HKD,"1,250.00-",ACT
,5210,Research staff 研究人員,30/07/2018,PY18-07-080,DEMO STAFF A,RA salary Jul,,HKD,"21,800.00",ACT
,7310,Equipment 設備,20/08/2018,AP18-00901,示例儀器公司,Load cell set LC-200B,PO-7733,HKD,"186,000.00",ACT
"Sub-total 小計",,,,,,,,,"318,700.00",
"PROJECT TRANSACTION LISTING 項目交易明細表 (DEMO)",,,,,,,,,,
"Page 2 of 2",,,,,,,,,,
Project 項目,Account 科目,Account desc 科目名稱,Post date 入帳日期,Doc ref 單據,Payee 收款人,Description 摘要,PO no.,Cur,Amount 金額,Type
ZZ01-DEMO,6420,Travel 差旅,14/09/2018,ST18-0330,DEMO STAFF B,Seminar trip 研討會,,HKD,"9,872.50",ACT
,6510,Testing 測試,05/10/2018,AP18-01120,示例檢測公司,Fatigue test 疲勞測試,PO-7741,HKD,"62,000.00",ACT
,6510,Testing 測試,05/10/2018,AP18-01120,示例檢測公司,Fatigue test 疲勞測試,PO-7741,HKD,"62,000.00",ACT
ZZ0I-DEMO,6420,Travel 差旅,16/11/2018,ST18-0412,DEMO STAFF B,Site visit 考察,,HKD,"3,480.00",ACT
ZZ01-DEMO,6610,Conference 會議,21/12/2018,AP18-01402,DEMO CONF LTD,Registration 註冊費,,HKD,"5,900.00",ACT
,5210,Research staff 研究人員,29/01/2019,PY19-01-084,DEMO STAFF A,RA salary Jan,,HKD,"22,400.00",ACT
,6110,Consumables 實驗消耗品,27/02/2019,AP19-00188,示例感測公司,Sensor mounts 感測器支架,PO-8802,HKD,"15,210.00",ACT
,6900,Entertainment 招待,08/03/2019,ST19-0107,DEMO STAFF C,Working dinner 工作晚餐,,HKD,"4,268.00",ACT
,7310,Equipment 設備,29/03/2019,PO-7790,示例儀器公司,Data logger,PO-7790,HKD,"40,000.00",COM
"Sub-total 小計",,,,,,,,,"185,130.50",
"Grand total (actuals) 總計",,,,,,,,,"503,830.50",
"""
