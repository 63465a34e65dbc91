-- The decision to award comes first, and is the truth: one row per person, definition version and attempt. A replacement
-- (a corrected name, say) is the next edition of the same award.
create table award (
  person_id text not null,
  id text not null,
  definition_version_id text not null,
  attempt int not null check (attempt > 0),
  edition int not null default 1 check (edition > 0),
  organisation_id text not null,
  enrolment_id text,
  credential_id text not null,
  subject_id text not null,
  status_list_id text not null,
  status_index int not null check (status_index >= 0),
  decided_by text not null,
  decided_at timestamptz not null,
  valid_until timestamptz,
  issue_job_id text,
  replaces_credential_id text,
  primary key (person_id, id),
  unique (person_id, definition_version_id, attempt, edition),
  check ((edition > 1) = (replaces_credential_id is not null))
);
create index award_person on award (person_id, decided_at);
create index award_organisation on award (organisation_id, decided_at);
create index award_credential on award (credential_id);
create index award_enrolment on award (enrolment_id);
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

-- Finds the person of a credential id: the global unique id has its own table. Written with the decision.
create table credential_index (
  credential_id text primary key,
  person_id text not null
);
select shard('credential_index', 'credential_id');

-- A status list is shared by many issuers. `version` counts the changes of what it says.
create table status_list (
  id text primary key,
  length int not null check (length >= 131072),
  allocated int not null default 0 check (allocated <= length),
  version int not null default 1,
  created_at timestamptz not null
);
select keep_local('status_list');

-- Which places of a list are taken. Places are drawn at random, so that a neighbour says nothing.
create table status_place (
  list_id text not null references status_list (id),
  index int not null check (index >= 0),
  revoked boolean not null default false,
  suspended boolean not null default false,
  primary key (list_id, index)
);
create index status_place_set on status_place (list_id) where revoked or suspended;
select keep_local('status_place');

-- The signed copy of a list for one purpose, and the version of the list it says. Made anew when a change or its age asks.
create table status_list_document (
  list_id text not null references status_list (id),
  purpose text not null check (purpose in ('revocation', 'suspension')),
  version int not null,
  document text not null,
  signed_at timestamptz not null,
  valid_until timestamptz not null,
  primary key (list_id, purpose)
);
select keep_local('status_list_document');

-- Every change of a credential's life, with who, when and why. `number` counts the changes of one credential.
create table status_change (
  person_id text not null,
  id text not null,
  credential_id text not null,
  number int not null check (number > 0),
  change text not null check (change in ('suspend', 'resume', 'revoke', 'replace')),
  reason_code text not null,
  note text,
  replaced_by text,
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (person_id, id),
  unique (person_id, credential_id, number),
  check ((change = 'replace') = (replaced_by is not null))
);
create index status_change_credential on status_change (credential_id, changed_at);
select shard('status_change', 'person_id');

-- A bulk award: what was asked, so that it can be resumed, and how far it came. A batch has one unfinished job at most.
create table issue_job (
  id text primary key,
  organisation_id text not null references organisation (id),
  definition_version_id text not null references definition_version (id),
  batch_id text not null,
  asked_by text not null,
  asked_at timestamptz not null,
  total int not null,
  awarded int not null default 0,
  already int not null default 0,
  rejected int not null default 0,
  signed int not null default 0,
  last_progress_at timestamptz,
  finished_at timestamptz,
  check (awarded + already + rejected <= total and signed <= awarded)
);
create unique index issue_job_open on issue_job (batch_id) where finished_at is null;
create index issue_job_organisation on issue_job (organisation_id, asked_at);
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
