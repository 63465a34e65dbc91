-- Every content of a recognition rule set that was taken into use. Nothing here is changed or deleted: a decision names the content
-- that it was made under, so that it can be made again however the files of the data change.
create table rule_set_edition (
  -- SHA-256 of the content in canonical JSON (RFC 8785).
  hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
  rule_set_id text not null,
  version text not null,
  content jsonb not null,
  kept_at timestamptz not null
);
select replicate('rule_set_edition');

-- Null for decisions from before contents were kept: they are found by id and version among the data.
alter table recognition_decision add column rule_set_hash text references rule_set_edition (hash);
-- A policy owner reads the decisions of a year, oldest first.
create index recognition_decision_day on recognition_decision (decided_at, id) where replaced_at is null;
