-- Cases of suspected fraud. A case is opened by an alarm of a detector and decided by people: it says on what it rests (ids
-- and figures, no names), who looks after it and until when, what was found, and what followed.
create table fraud_case (
  id text primary key,
  detector text not null,
  detector_version text not null,
  unit text not null,
  organisation_id text not null references organisation (id),
  known_at timestamptz not null,
  opened_at timestamptz not null,
  figures jsonb not null,
  due_on date not null,
  owner_id text,
  owned_at timestamptz,
  outcome text check (outcome in ('nothing', 'mistake', 'fraud')),
  reason text,
  decided_by text,
  decided_at timestamptz,
  check ((owner_id is null) = (owned_at is null)),
  check ((outcome is null) = (decided_at is null) and (outcome is null) = (decided_by is null) and (outcome is null) = (reason is null))
);
create index fraud_case_open on fraud_case (due_on) where outcome is null;
create index fraud_case_organisation on fraud_case (organisation_id, opened_at);
select keep_local('fraud_case');

-- What a case rests on. The same thing stands in one case of a detector only: the same alarm opens no second case.
create table fraud_evidence (
  case_id text not null references fraud_case (id),
  detector text not null,
  kind text not null check (kind in ('award', 'definition', 'review')),
  subject_id text not null,
  at timestamptz not null,
  added_at timestamptz not null,
  primary key (detector, kind, subject_id)
);
create index fraud_evidence_case on fraud_evidence (case_id, at);
select keep_local('fraud_evidence');

-- A sanction is proposed by one person and confirmed by another; nothing happens before.
create table fraud_sanction (
  id text primary key,
  case_id text not null references fraud_case (id),
  code text not null,
  reason jsonb not null,
  proposed_by text not null,
  proposed_at timestamptz not null,
  confirmed_by text check (confirmed_by <> proposed_by),
  confirmed_at timestamptz,
  check ((confirmed_by is null) = (confirmed_at is null))
);
create unique index fraud_sanction_once on fraud_sanction (case_id, code);
select keep_local('fraud_sanction');

-- The provider may appeal once; somebody who took no part before decides.
create table fraud_appeal (
  case_id text primary key references fraud_case (id),
  grounds text not null,
  filed_by text not null,
  filed_at timestamptz not null,
  due_on date not null,
  upheld boolean,
  reason text,
  decided_by text,
  decided_at timestamptz,
  check ((upheld is null) = (decided_at is null) and (upheld is null) = (decided_by is null) and (upheld is null) = (reason is null))
);
select keep_local('fraud_appeal');
