-- The decision to award comes first, and is the truth: one row per person, definition version and attempt.
create table award (
  person_id text not null,
  id text not null,
  definition_version_id text not null,
  attempt int not null,
  organisation_id text not null,
  enrolment_id text,
  credential_id text not null,
  subject_id text not null,
  status_list_id text not null,
  status_index int not null,
  decided_by text not null,
  decided_at timestamptz not null,
  valid_until timestamptz,
  issue_job_id text,
  replaces_credential_id text,
  primary key (person_id, id),
  unique (person_id, definition_version_id, attempt)
);
create index award_person on award (person_id, decided_at);
create index award_organisation on award (organisation_id, decided_at);
select shard('award', 'person_id');

-- The signed document, exactly as signed. It is never changed and never deleted.
create table credential (
  person_id text not null,
  id text not null,
  award_id text not null,
  document text not null,
  signed_at timestamptz not null,
  primary key (person_id, id)
);
select shard('credential', 'person_id');

-- Finds the person of a credential id: the global unique id has its own table.
create table credential_index (
  credential_id text primary key,
  person_id text not null
);
select shard('credential_index', 'credential_id');

create table status_list (
  id text primary key,
  length int not null check (length >= 131072),
  allocated int not null default 0,
  version int not null default 1,
  document text,
  signed_at timestamptz,
  created_at timestamptz not null
);
select keep_local('status_list');

-- Which places of a list are taken. Places are drawn at random, so that a neighbour says nothing.
create table status_place (
  list_id text not null references status_list (id),
  index int not null,
  revoked boolean not null default false,
  suspended boolean not null default false,
  primary key (list_id, index)
);
create index status_place_set on status_place (list_id) where revoked or suspended;
select keep_local('status_place');

-- Every change of a credential's life, with who, when and why.
create table status_change (
  person_id text not null,
  id text not null,
  credential_id text not null,
  change text not null check (change in ('suspend', 'resume', 'revoke', 'replace')),
  reason_code text not null,
  note text,
  replaced_by text,
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (person_id, id)
);
create index status_change_credential on status_change (credential_id, changed_at);
select shard('status_change', 'person_id');

-- A bulk award: what was asked, so that it can be resumed, and how far it came.
create table issue_job (
  id text primary key,
  organisation_id text not null references organisation (id),
  definition_version_id text not null references definition_version (id),
  batch_id text,
  asked_by text not null,
  asked_at timestamptz not null,
  total int not null,
  awarded int not null default 0,
  signed int not null default 0,
  rejected jsonb not null default '[]',
  finished_at timestamptz
);
select keep_local('issue_job');
create table issue_job_row (
  job_id text not null references issue_job (id),
  position int not null,
  person_id text not null,
  enrolment_id text not null,
  state text not null default 'waiting' check (state in ('waiting', 'awarded', 'rejected', 'already')),
  refusals jsonb,
  primary key (job_id, position)
);
create index issue_job_row_waiting on issue_job_row (job_id, position) where state = 'waiting';
select keep_local('issue_job_row');
