-- The same places as a Token Status List, for SD-JWT: one signed copy more of each list.
alter table status_list_document drop constraint status_list_document_purpose_check;
alter table status_list_document add constraint status_list_document_purpose_check
  check (purpose in ('revocation', 'suspension', 'token'));

-- The name that an edition carries where it was corrected; a person's other credentials stay as they are. Kept apart
-- from the award, so that nothing that is committed to holds a name.
create table award_name (
  person_id text not null,
  award_id text not null,
  name text not null check (name <> ''),
  primary key (person_id, award_id)
);
select shard('award_name', 'person_id');

-- An order to change the status of one credential or many: what, why, who asked, who confirmed, when it takes effect.
-- Until `effective_at` it can be undone and nothing outside shows it. `digest` tells the same order asked twice.
create table status_order (
  id text primary key,
  organisation_id text not null references organisation (id),
  change text not null check (change in ('suspend', 'resume', 'revoke', 'replace')),
  reason_code text not null,
  note text,
  digest text not null,
  policy_id text not null,
  urgent boolean not null,
  second_needed boolean not null,
  total int not null check (total > 0),
  changed int not null default 0,
  refused int not null default 0,
  asked_by text not null,
  asked_at timestamptz not null,
  confirmed_by text,
  confirmed_at timestamptz,
  effective_at timestamptz,
  undone_by text,
  undone_at timestamptz,
  finished_at timestamptz,
  check (confirmed_by is distinct from asked_by or confirmed_by is null),
  check ((confirmed_by is null) = (confirmed_at is null)),
  check ((undone_by is null) = (undone_at is null)),
  -- Nothing takes effect without the second person, and nothing that was undone.
  check (effective_at is null or confirmed_by is not null or not second_needed),
  check (finished_at is null or (effective_at is not null and undone_at is null)),
  check (changed + refused <= total)
);
create unique index status_order_open on status_order (organisation_id, digest) where finished_at is null and undone_at is null;
create index status_order_due on status_order (effective_at) where finished_at is null and undone_at is null;
create index status_order_organisation on status_order (organisation_id, asked_at);
select keep_local('status_order');

-- One credential of an order, and what became of it. A row is changed once: what isn't `waiting` is never taken again.
create table status_order_row (
  order_id text not null references status_order (id),
  position int not null,
  person_id text,
  credential_id text not null,
  holder_name text,
  state text not null default 'waiting' check (state in ('waiting', 'changed', 'refused')),
  refusals jsonb,
  primary key (order_id, position)
);
create index status_order_row_waiting on status_order_row (order_id, position) where state = 'waiting';
create index status_order_row_credential on status_order_row (credential_id);
select keep_local('status_order_row');
