create table recognition_request (
  person_id text not null,
  id text not null,
  credential_id text not null,
  study_id text not null,
  organisation_id text not null,
  programme_id text not null,
  asked_sks int not null check (asked_sks > 0),
  as_package boolean not null default false,
  course_id text,
  note text,
  -- The facts of the credential on the day it was asked, and its definition version for precedents. No personal data.
  facts jsonb not null,
  definition_version_id text,
  asked_at timestamptz not null,
  due_on date not null,
  withdrawn_at timestamptz,
  -- Set with the decision: what is left of the credential may then be asked for again.
  closed_at timestamptz,
  primary key (person_id, id)
);
create index recognition_request_queue on recognition_request (organisation_id, due_on) where closed_at is null and withdrawn_at is null;
create index recognition_request_precedent on recognition_request (organisation_id, definition_version_id);
create unique index recognition_request_once on recognition_request (person_id, credential_id, programme_id)
  where withdrawn_at is null and closed_at is null;
select shard('recognition_request', 'person_id');

-- A decision keeps the rule set, its inputs and its trace, so that replaying it gives the same answer.
create table recognition_decision (
  person_id text not null,
  request_id text not null,
  id text not null,
  outcome text not null check (outcome in ('course-equivalence', 'elective-block', 'advanced-standing', 'supplement', 'none')),
  granted_sks int not null check (granted_sks >= 0),
  course_id text,
  reason text not null,
  rule_set_id text not null,
  rule_set_version text not null,
  inputs jsonb not null,
  trace jsonb not null,
  waiver_reason text,
  transaction_id text,
  decided_by text not null,
  decided_at timestamptz not null,
  replaced_at timestamptz,
  replaced_by text,
  primary key (person_id, id)
);
create unique index recognition_decision_once on recognition_decision (person_id, request_id) where replaced_at is null;
select shard('recognition_decision', 'person_id');
