-- A result per outcome and attempt (F055). A correction is a new row that names the one it replaces.
create table result (
  person_id text not null,
  id text not null,
  enrolment_id text not null,
  outcome_id text not null,
  attempt int not null check (attempt > 0),
  score int not null check (score between 0 and 100),
  passed boolean not null,
  assessor_id text not null,
  method text not null,
  evidence jsonb not null default '[]',
  assessed_on date not null,
  recorded_at timestamptz not null,
  replaces_id text,
  replaced_at timestamptz,
  primary key (person_id, id)
);
create index result_enrolment on result (enrolment_id);
create unique index result_once on result (person_id, enrolment_id, outcome_id, attempt) where replaced_at is null;
select shard('result', 'person_id');
