-- A batch is one run of a definition version: who teaches it, when, for how many.
create table batch (
  id text primary key,
  definition_version_id text not null references definition_version (id),
  organisation_id text not null references organisation (id),
  name text not null,
  starts_on date not null,
  ends_on date not null,
  capacity int not null check (capacity > 0),
  seats_taken int not null default 0 check (seats_taken >= 0 and seats_taken <= capacity),
  created_at timestamptz not null
);
create index batch_version on batch (definition_version_id);
create index batch_organisation on batch (organisation_id);
select replicate('batch');

create table enrolment (
  person_id text not null,
  id text not null,
  batch_id text not null,
  definition_version_id text not null,
  organisation_id text not null,
  participant_number text,
  origin text not null check (origin in ('self', 'roster', 'api')),
  enrolled_at timestamptz not null,
  withdrawn_at timestamptz,
  primary key (person_id, id),
  unique (person_id, batch_id)
);
create index enrolment_batch on enrolment (batch_id);
-- A roster asks for each row whether the address is known.
create index person_by_email on person (email);
select shard('enrolment', 'person_id');

-- What became of an uploaded file, so that its page can be opened again and its rejected rows saved. The rows are sealed
-- (they may hold NIKs), and all of it is deleted a day later.
create table upload (
  id text primary key,
  kind text not null check (kind in ('roster', 'results')),
  batch_id text not null,
  organisation_id text not null,
  uploaded_by text not null,
  uploaded_at timestamptz not null,
  counts jsonb not null,
  unknown_columns jsonb not null default '[]',
  totals jsonb not null default '[]',
  faults jsonb not null default '[]',
  warnings jsonb not null default '[]',
  rejected_rows int not null default 0,
  head jsonb,
  rejected_sealed bytea not null
);
create index upload_age on upload (uploaded_at);
select keep_local('upload');
