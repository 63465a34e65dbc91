-- What a party is besides its kind, from a day on. An end is a date.
create table party_role (
  organisation_id text not null references organisation (id),
  role text not null,
  valid_from date not null,
  valid_until date check (valid_until > valid_from),
  -- A foreign platform: what it is registered for, and whether only chosen courses of it count (F016).
  scope jsonb,
  curated_only boolean not null default false,
  source jsonb not null,
  recorded_by text,
  recorded_at timestamptz not null,
  primary key (organisation_id, role, valid_from)
);
select replicate('party_role');

-- Renamed, merged into another, closed. Rows are only added; a party ends once.
create table party_event (
  id text primary key,
  organisation_id text not null references organisation (id),
  kind text not null check (kind in ('rename', 'merge', 'close')),
  on_day date not null,
  former_name text,
  new_name text,
  successor_id text references organisation (id) check (successor_id <> organisation_id),
  source jsonb not null,
  recorded_by text,
  recorded_at timestamptz not null,
  check ((kind = 'rename') = (former_name is not null and new_name is not null)),
  check (kind <> 'merge' or successor_id is not null),
  check (kind <> 'rename' or successor_id is null)
);
create unique index party_event_day on party_event (organisation_id, on_day) where kind = 'rename';
create unique index party_event_end on party_event (organisation_id) where kind <> 'rename';
select replicate('party_event');

-- An agreement between parties (F018). The document stays with them; its SHA-256 stands here.
create table agreement (
  id text primary key,
  kind text not null,
  title jsonb not null,
  fields text[] not null,
  level_min int check (level_min between 1 and 9),
  level_max int check (level_max between level_min and 9),
  definition_ids text[] not null,
  valid_from date not null,
  valid_until date not null check (valid_until > valid_from),
  document_sha256 text not null check (document_sha256 ~ '^[0-9a-f]{64}$'),
  recorded_by text,
  recorded_at timestamptz not null
);
select replicate('agreement');

create table agreement_party (
  agreement_id text not null references agreement (id),
  organisation_id text not null references organisation (id),
  -- The office that signed, as "Rektor": no person's name is public.
  signatory_office text not null,
  signed_on date not null,
  primary key (agreement_id, organisation_id)
);
create index agreement_party_organisation on agreement_party (organisation_id);
select replicate('agreement_party');
