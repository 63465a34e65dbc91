-- How each table would be spread over machines: declared once, and carried out only where the Citus extension is present.
-- Every primary and unique key of a sharded table contains its distribution column (a test reads the catalogue).
create table distribution (
  table_name text primary key,
  kind text not null check (kind in ('shard', 'replicate', 'local')),
  column_name text,
  check ((kind = 'shard') = (column_name is not null))
);

create function has_citus() returns boolean language sql stable as
  $$ select exists (select 1 from pg_extension where extname = 'citus') $$;

-- Rows with the same value of `by` live on the same machine.
create function shard(name text, by text) returns void language plpgsql as $$
begin
  insert into distribution values (name, 'shard', by);
  if has_citus() then execute format('select create_distributed_table(%L, %L)', name, by); end if;
end $$;

-- A copy on every machine: small tables that many queries join.
create function replicate(name text) returns void language plpgsql as $$
begin
  insert into distribution values (name, 'replicate', null);
  if has_citus() then execute format('select create_reference_table(%L)', name); end if;
end $$;

-- On the coordinator alone: sessions, queues, counters.
create function keep_local(name text) returns void language sql as
  $$ insert into distribution values (name, 'local', null) $$;

select keep_local('distribution');

-- Work that a transaction promised and that is done after it: letters, signatures. One row per unique key, so that a
-- repeated request promises nothing twice.
create table outbox (
  id text primary key,
  kind text not null,
  unique_key text not null unique,
  payload jsonb not null,
  attempts int not null default 0,
  next_at timestamptz not null default now(),
  last_error text,
  created_at timestamptz not null default now()
);
create index outbox_due on outbox (kind, next_at);
select keep_local('outbox');

-- The answer that was given to a request with an Idempotency-Key, stored with its effect.
create table idempotency (
  actor text not null,
  key text not null,
  body_hash text not null,
  status int,
  body jsonb,
  created_at timestamptz not null default now(),
  primary key (actor, key)
);
select keep_local('idempotency');

-- Who did what to what, and when. No personal data: ids only.
create table audit (
  id text primary key,
  at timestamptz not null,
  actor_id text,
  organisation_id text,
  verb text not null,
  subject text not null,
  detail jsonb not null default '{}'
);
create index audit_subject on audit (subject, at);
select keep_local('audit');

-- Settings of this installation that code decides at run time (demo history loaded, status list in use).
create table setting (
  name text primary key,
  value jsonb not null
);
select keep_local('setting');
