-- The public log. A leaf is a kind and a salted commitment; nothing else of it is ever published. It waits without a
-- position until the sequencer gives it one, and no position is given twice.
create table log_leaf (
  id text primary key,
  kind text not null check (kind in ('award', 'status', 'register', 'quality', 'curation', 'rule', 'credit')),
  commitment bytea not null check (octet_length(commitment) = 32),
  left_at timestamptz not null,
  position bigint unique check (position >= 0)
);
create index log_leaf_waiting on log_leaf (left_at) where position is null;
select keep_local('log_leaf');

-- What opens a leaf: its salt and what it was about. When the row is erased, nothing links the leaf to anything any more.
create table log_opening (
  leaf_id text primary key references log_leaf (id),
  salt bytea not null check (octet_length(salt) = 32),
  record_digest bytea not null check (octet_length(record_digest) = 32),
  subject text not null,
  subject_id text not null,
  organisation_id text,
  person_id text
);
create index log_opening_subject on log_opening (subject, subject_id);
create index log_opening_organisation on log_opening (organisation_id) where organisation_id is not null;
create index log_opening_person on log_opening (person_id) where person_id is not null;
select keep_local('log_opening');

-- The tree as it is served (C2SP tlog-tiles): `bytes` of level 0 and above are the hashes of a tile, those of level -1 the
-- entries of a bundle. A tile or bundle that isn't full grows; what it held stays its beginning.
create table log_tile (
  level int not null check (level between -1 and 7),
  index bigint not null check (index >= 0),
  width int not null check (width between 1 and 256),
  bytes bytea not null,
  primary key (level, index),
  check (level < 0 or octet_length(bytes) = 32 * width)
);
select keep_local('log_tile');

-- Where the log stands: one row, moved only by whoever knows its version. `began_at` is the first signed checkpoint, and
-- `refused` why the signer would not sign the last one.
create table log_head (
  one boolean primary key default true check (one),
  version bigint not null default 0,
  size bigint not null default 0 check (size >= 0),
  root bytea not null check (octet_length(root) = 32),
  origin text,
  vkey text,
  began_at timestamptz,
  refused jsonb,
  refused_at timestamptz,
  check ((origin is null) = (began_at is null) and (vkey is null) = (began_at is null)),
  check ((refused is null) = (refused_at is null))
);
select keep_local('log_head');

-- Every checkpoint that was signed, with its signed note.
create table log_checkpoint (
  size bigint primary key check (size >= 0),
  root bytea not null check (octet_length(root) = 32),
  note text not null,
  signed_at timestamptz not null
);
select keep_local('log_checkpoint');

-- The cosignatures of witnesses under a checkpoint; `witness` is the verifier key that signed. `line` is the line of the
-- signed note, `seen_at` the time that the witness signed with it.
create table log_cosignature (
  size bigint not null references log_checkpoint (size),
  witness text not null,
  line text not null,
  seen_at timestamptz not null,
  stored_at timestamptz not null,
  primary key (size, witness)
);
create index log_cosignature_witness on log_cosignature (witness, size);
select keep_local('log_cosignature');

-- What each witness answered last: how far it has cosigned, and what went wrong since.
create table log_witness (
  witness text primary key,
  size bigint not null default 0 check (size >= 0),
  asked_at timestamptz not null,
  fault text
);
select keep_local('log_witness');

-- A row as the log commits to it: every column that says something, instants in UTC to the microsecond whatever the zone of
-- the session. A column that says nothing is left out, so that a column added later changes no record.
create function log_record(whole anyelement) returns jsonb language sql stable set timezone = 'UTC' as
  $$ select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(to_jsonb(whole)) where value <> 'null' $$;
