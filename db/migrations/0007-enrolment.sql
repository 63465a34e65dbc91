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
select shard('enrolment', 'person_id');
