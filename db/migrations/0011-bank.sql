-- Double entry. A transaction's entries sum to nothing, in minutes and in SKS; rows are only ever added, and a
-- correction is a transaction that names the one it corrects. All rows of one learner live together.
create table ledger_transaction (
  person_id text not null,
  id text not null,
  kind text not null check (kind in ('deposit', 'reserve', 'apply', 'release', 'expire', 'reverse')),
  unique_key text not null,
  credential_id text not null,
  corrects_id text,
  reason jsonb not null default '{}',
  posted_by text not null,
  posted_at timestamptz not null,
  primary key (person_id, id),
  unique (person_id, unique_key)
);
select shard('ledger_transaction', 'person_id');

create table ledger_entry (
  person_id text not null,
  transaction_id text not null,
  position int not null,
  account text not null check (account in ('source', 'learner', 'reserved', 'programme', 'expired')),
  account_id text not null,
  minutes bigint not null,
  sks int not null,
  primary key (person_id, transaction_id, position),
  foreign key (person_id, transaction_id) references ledger_transaction (person_id, id)
);
create index ledger_entry_account on ledger_entry (person_id, account, account_id);
select shard('ledger_entry', 'person_id');

-- A credit unit of one award counts at most once: the database says so, not only the code. A use that is reversed is
-- marked and frees the place.
create table credit_use (
  person_id text not null,
  credential_id text not null,
  unit int not null,
  programme_id text not null,
  organisation_id text not null,
  transaction_id text not null,
  -- What the unit uses up: an online unit counts against the online limit, one from outside against the outside limit.
  online boolean not null default false,
  outside boolean not null default false,
  used_at timestamptz not null,
  reversed_at timestamptz,
  primary key (person_id, transaction_id, unit)
);
create unique index credit_use_once on credit_use (person_id, credential_id, unit) where reversed_at is null;
create index credit_use_organisation on credit_use (organisation_id, used_at);
select shard('credit_use', 'person_id');
