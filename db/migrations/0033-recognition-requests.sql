-- Requests that were sent together, and by whom: the holder, or a registrar on the holder's behalf.
alter table recognition_request add column submission_id text;
alter table recognition_request add column asked_by text;
create index recognition_request_submission on recognition_request (person_id, submission_id) where submission_id is not null;

-- What a registrar was warned of and decided all the same: codes and figures, no personal data. Null where there was nothing: a
-- value here for decisions from before would change their records in the public log.
alter table recognition_decision add column warnings jsonb;

-- The holder asks other people to look at a decision again: once for each decision. The answer replaces or upholds it.
create table recognition_appeal (
  person_id text not null,
  id text not null,
  request_id text not null,
  decision_id text not null,
  organisation_id text not null,
  reason text not null,
  appealed_at timestamptz not null,
  due_on date not null,
  withdrawn_at timestamptz,
  outcome text check (outcome in ('upheld', 'replaced')),
  answer text,
  -- The decision that stands in place of the one appealed against.
  new_decision_id text,
  answered_by text,
  answered_at timestamptz,
  primary key (person_id, id),
  unique (person_id, decision_id),
  foreign key (person_id, decision_id) references recognition_decision (person_id, id),
  check ((outcome is null) = (answered_at is null) and (outcome is null) = (answered_by is null) and (outcome is null) = (answer is null)),
  check ((outcome is not distinct from 'replaced') = (new_decision_id is not null)),
  check (withdrawn_at is null or outcome is null)
);
create index recognition_appeal_queue on recognition_appeal (organisation_id, due_on) where outcome is null and withdrawn_at is null;
create index recognition_appeal_request on recognition_appeal (person_id, request_id);
select shard('recognition_appeal', 'person_id');

-- A list of credentials that a registrar pasted or handed in. Its id is made of the university and the list, so that the same list
-- again is the same batch. Of a line only what it was found to mean is kept, and its last letters: a share's code opens the share.
create table recognition_batch (
  organisation_id text not null,
  id text not null,
  lines int not null check (lines > 0),
  made_by text not null,
  made_at timestamptz not null,
  primary key (organisation_id, id)
);
select shard('recognition_batch', 'organisation_id');

create table recognition_batch_line (
  organisation_id text not null,
  batch_id text not null,
  line int not null check (line > 0),
  -- Null where the line names no credential that is known here.
  credential_id text,
  mark text not null check (length(mark) <= 6),
  state text not null default 'waiting' check (state in ('waiting', 'asked', 'already', 'refused')),
  request_id text,
  person_id text,
  refusals jsonb not null default '[]',
  done_at timestamptz,
  primary key (organisation_id, batch_id, line),
  foreign key (organisation_id, batch_id) references recognition_batch (organisation_id, id),
  check ((state in ('asked', 'already')) = (request_id is not null)),
  check ((request_id is null) = (person_id is null))
);
select shard('recognition_batch_line', 'organisation_id');

-- What a university agreed to count a version of a definition as: a course of a study programme, or what it counts another version
-- as. Proposed by one person and confirmed by another. An end is a date; nothing is deleted.
create table equivalence (
  organisation_id text not null,
  id text not null,
  definition_version_id text not null,
  -- The id of the course, or of the other version.
  target text not null,
  programme_id text,
  course_id text,
  as_version_id text,
  sks int check (sks > 0),
  valid_from date not null,
  -- The first day on which it no longer holds.
  valid_until date check (valid_until > valid_from),
  basis text not null,
  proposed_by text not null,
  proposed_at timestamptz not null,
  confirmed_by text check (confirmed_by <> proposed_by),
  confirmed_at timestamptz,
  ended_on date,
  ended_by text,
  ended_at timestamptz,
  primary key (organisation_id, id),
  check ((course_id is null) <> (as_version_id is null)),
  check ((course_id is null) = (programme_id is null) and (course_id is null) = (sks is null)),
  check ((confirmed_by is null) = (confirmed_at is null)),
  check ((ended_on is null) = (ended_at is null) and (ended_on is null) = (ended_by is null))
);
create unique index equivalence_once on equivalence (organisation_id, definition_version_id, target, valid_from) where ended_on is null;
create index equivalence_version on equivalence (definition_version_id);
select shard('equivalence', 'organisation_id');

-- The agreement that filled a decision in advance.
alter table recognition_decision add column equivalence_id text;

-- Certificates from elsewhere, handed in as evidence. The file is sealed; holder and the registrar whom it is shown to open it.
create table outside_certificate (
  person_id text not null,
  id text not null,
  title text not null,
  issuer_name text not null,
  issued_on date not null,
  expires_on date,
  hours int not null check (hours > 0),
  mode text not null check (mode in ('online', 'blended', 'in-person')),
  link text,
  -- What was handed in: a badge that could be opened and checked, or a file that people look at.
  carrier text not null check (carrier in ('badge', 'file')),
  -- Whether the name on a badge is the holder's; null where it names nobody, and for files.
  named_holder boolean,
  signed boolean not null,
  media_type text not null,
  bytes int not null check (bytes > 0),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  content bytea not null,
  uploaded_at timestamptz not null,
  -- A registrar opened the link and compared.
  check_result text check (check_result in ('confirmed', 'not-confirmed')),
  check_note text,
  checked_by text,
  checked_at timestamptz,
  primary key (person_id, id),
  check ((check_result is null) = (checked_by is null) and (check_result is null) = (checked_at is null))
);
create index outside_certificate_id on outside_certificate (id);
select shard('outside_certificate', 'person_id');

-- The same certificate is handed in once, by whomever: the SHA-256 of the file, and of issuer and number of a badge however it was saved.
create table outside_mark (
  mark text primary key check (mark ~ '^[0-9a-f]{64}$'),
  certificate_id text not null,
  marked_at timestamptz not null
);
select shard('outside_mark', 'mark');
