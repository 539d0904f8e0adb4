DROP TABLE funds_seal, funds_batch, funds_commitment, funds_fx_deal, funds_allocation, funds_lot, funds_balance,
    funds_posting, funds_journal, funds_budget_line, funds_fund_event, funds_fund, funds_account, funds_period_event, funds_period,
    funds_book;
