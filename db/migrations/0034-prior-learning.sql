-- Recognition of prior learning. State is records with who and when: an application, its portfolio and claims, assessors by round,
-- their reports, decisions with the rector's decree, an appeal. Nothing is overwritten but a draft; a file may be erased, its hash stays.
alter table course add column stands_for text not null default 'course' check (stands_for in ('course', 'internship', 'final-project'));

-- What a campus states of a programme that takes prior learning. Rows are only added; the newest of a programme counts.
create table prior_learning_host (
  id text primary key,
  organisation_id text not null references organisation (id),
  programme_id text not null references study_programme (id),
  accreditation text not null,
  number text not null,
  valid_until date not null,
  shown_as text not null check (shown_as in ('grade', 'pass')),
  open boolean not null,
  stated_by text not null,
  stated_at timestamptz not null
);
create index prior_learning_host_programme on prior_learning_host (programme_id, stated_at);
select replicate('prior_learning_host');

create table prior_learning_application (
  person_id text not null,
  id text not null,
  organisation_id text not null,
  route text not null check (route in ('transfer', 'acquisition', 'level')),
  aim text not null check (aim in ('programme', 'definition', 'level')),
  programme_id text,
  definition_version_id text,
  kkni_level int,
  stated jsonb not null,
  guideline_id text not null,
  created_at timestamptz not null,
  submitted_at timestamptz,
  due_on date,
  withdrawn_at timestamptz,
  -- When the portfolio's files were no longer needed: they are erased some time afterwards.
  ended_at timestamptz,
  primary key (person_id, id),
  check ((aim = 'programme') = (programme_id is not null)),
  check ((aim = 'definition') = (definition_version_id is not null)),
  check ((aim = 'level') = (kkni_level is not null)),
  check ((submitted_at is null) = (due_on is null))
);
create index prior_learning_application_queue on prior_learning_application (organisation_id, due_on) where submitted_at is not null;
create index prior_learning_application_ended on prior_learning_application (ended_at) where ended_at is not null;
select shard('prior_learning_application', 'person_id');

create table prior_learning_evidence (
  person_id text not null,
  id text not null,
  application_id text not null,
  source text not null check (source in ('formal', 'non-formal', 'informal', 'work')),
  title text not null,
  about text not null,
  dated_on date not null,
  link text,
  file_name text,
  media_type text,
  bytes int check (bytes > 0),
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  content bytea,
  added_at timestamptz not null,
  erased_at timestamptz,
  primary key (person_id, id),
  foreign key (person_id, application_id) references prior_learning_application (person_id, id),
  check (link is not null or sha256 is not null)
);
create index prior_learning_evidence_application on prior_learning_evidence (person_id, application_id);
select shard('prior_learning_evidence', 'person_id');

create table prior_learning_claim (
  person_id text not null,
  id text not null,
  application_id text not null,
  target_id text not null,
  title jsonb not null,
  sks int not null check (sks >= 0),
  stands_for text not null,
  mandatory boolean not null,
  self text not null,
  reason text not null,
  evidence_ids jsonb not null,
  position int not null,
  primary key (person_id, id),
  unique (person_id, application_id, target_id),
  foreign key (person_id, application_id) references prior_learning_application (person_id, id)
);
select shard('prior_learning_claim', 'person_id');

create table prior_learning_appointment (
  person_id text not null,
  id text not null,
  application_id text not null,
  round int not null check (round in (1, 2)),
  part text not null check (part in ('academic', 'practitioner', 'third')),
  assessor_id text not null,
  appointed_by text not null,
  appointed_at timestamptz not null,
  declared_at timestamptz,
  conflict boolean,
  conflict_note text,
  ended_at timestamptz,
  primary key (person_id, id),
  foreign key (person_id, application_id) references prior_learning_application (person_id, id),
  check ((declared_at is null) = (conflict is null))
);
-- One place goes to one person, and one person has one place.
create unique index prior_learning_appointment_place on prior_learning_appointment (person_id, application_id, round, part) where ended_at is null;
create unique index prior_learning_appointment_person on prior_learning_appointment (person_id, application_id, assessor_id) where ended_at is null;
create index prior_learning_appointment_assessor on prior_learning_appointment (assessor_id, appointed_at);
select shard('prior_learning_appointment', 'person_id');

create table prior_learning_report (
  person_id text not null,
  id text not null,
  application_id text not null,
  round int not null,
  part text not null,
  assessor_id text not null,
  found jsonb not null,
  opinions jsonb not null,
  given_at timestamptz not null,
  primary key (person_id, id),
  unique (person_id, application_id, round, part),
  foreign key (person_id, application_id) references prior_learning_application (person_id, id)
);
select shard('prior_learning_report', 'person_id');

create table prior_learning_decision (
  person_id text not null,
  id text not null,
  application_id text not null,
  organisation_id text not null,
  programme_id text,
  round int not null,
  result text not null check (result in ('recognised', 'partly', 'refused')),
  granted jsonb not null,
  total_sks int not null check (total_sks >= 0),
  earlier_sks int not null check (earlier_sks >= 0),
  reason text not null,
  minutes text not null,
  decree_number text not null,
  decree_on date not null,
  rule_set_id text,
  rule_set_version text,
  rule_set_hash text references rule_set_edition (hash),
  inputs jsonb,
  trace jsonb,
  decided_by text not null,
  decided_at timestamptz not null,
  primary key (person_id, id),
  unique (person_id, application_id, round),
  foreign key (person_id, application_id) references prior_learning_application (person_id, id)
);
create index prior_learning_decision_day on prior_learning_decision (organisation_id, decided_at);
select shard('prior_learning_decision', 'person_id');

create table prior_learning_appeal (
  person_id text not null,
  application_id text not null,
  grounds text not null,
  appealed_at timestamptz not null,
  due_on date not null,
  primary key (person_id, application_id),
  foreign key (person_id, application_id) references prior_learning_application (person_id, id)
);
select shard('prior_learning_appeal', 'person_id');

-- A micro-credential that its issuer is asked to award on what the assessors found.
create table prior_learning_handover (
  person_id text not null,
  id text not null,
  application_id text not null,
  decision_id text not null,
  organisation_id text not null,
  definition_version_id text not null,
  asked_at timestamptz not null,
  primary key (person_id, id),
  unique (person_id, decision_id),
  foreign key (person_id, decision_id) references prior_learning_decision (person_id, id)
);
create index prior_learning_handover_issuer on prior_learning_handover (organisation_id, asked_at);
select shard('prior_learning_handover', 'person_id');
