-- Who holds an award: the person it was issued to until a claim passes it to somebody with an account of their own. Set
-- once, for all editions of the award, and never back.
alter table award add column holder_id text;

-- Credit that follows a claim: a transaction in each of the two books, each of them balanced.
alter table ledger_transaction drop constraint ledger_transaction_kind_check;
alter table ledger_transaction add constraint ledger_transaction_kind_check
  check (kind in ('deposit', 'transfer', 'reserve', 'apply', 'release', 'expire', 'reverse'));
