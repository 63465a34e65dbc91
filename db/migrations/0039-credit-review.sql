-- What a university said of a decision whose award was revoked or corrected since: the credit stays counted, or was taken
-- back, and why. The decision's own row stays as it was. One answer stands for each decision; another one replaces it.
create table recognition_review (
  person_id text not null,
  id text not null,
  request_id text not null,
  decision_id text not null,
  organisation_id text not null,
  cause text not null check (cause in ('revoked', 'corrected')),
  answer text not null check (answer in ('kept', 'withdrawn')),
  reason text not null,
  -- The movement that counts the credit, or counted it before it was taken back.
  use_id text not null,
  decided_by text not null,
  decided_at timestamptz not null,
  replaced_at timestamptz,
  replaced_by text,
  primary key (person_id, id),
  foreign key (person_id, decision_id) references recognition_decision (person_id, id),
  check ((replaced_at is null) = (replaced_by is null))
);
create unique index recognition_review_once on recognition_review (person_id, decision_id) where replaced_at is null;
create index recognition_review_use on recognition_review (person_id, use_id);
create index recognition_decision_use on recognition_decision (person_id, transaction_id) where transaction_id is not null;
select shard('recognition_review', 'person_id');
