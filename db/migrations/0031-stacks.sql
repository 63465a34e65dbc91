-- A stack says which awards lead to a larger credential. Its rule is content that two people stand for: whoever designs proposes,
-- whoever issues approves. An edition that took effect never changes; the next one ends it.
create table stack_edition (
  id text primary key,
  definition_id text not null references definition (id),
  organisation_id text not null references organisation (id),
  number int not null check (number > 0),
  content jsonb not null,
  proposed_by text not null,
  proposed_at timestamptz not null,
  approved_by text,
  approved_at timestamptz,
  ended_at timestamptz,
  unique (definition_id, number),
  check ((approved_by is null) = (approved_at is null)),
  check (approved_by is null or approved_by <> proposed_by),
  check (ended_at is null or approved_at is not null)
);
-- One rule at a time is in force for a larger credential, and one at a time waits for approval.
create unique index stack_edition_in_force on stack_edition (definition_id) where approved_at is not null and ended_at is null;
create unique index stack_edition_proposed on stack_edition (definition_id) where approved_at is null;
select replicate('stack_edition');

-- A larger credential that a stack awarded, kept with whoever held its parts.
create table stack_award (
  person_id text not null,
  id text not null,
  edition_id text not null references stack_edition (id),
  definition_id text not null,
  organisation_id text not null,
  -- As the account keeps it: the first edition of the award.
  credential_id text not null,
  awarded_at timestamptz not null,
  -- Set when the larger credential was revoked: its parts are free again.
  ended_at timestamptz,
  primary key (person_id, id),
  unique (person_id, credential_id)
);
create unique index stack_award_once on stack_award (person_id, definition_id) where ended_at is null;
select shard('stack_award', 'person_id');

-- Which awards a stack used. It is kept with the person to whom the award was issued, who may be another than its holder, so that
-- one award is used in one stack whoever holds it.
create table stack_use (
  person_id text not null,
  credential_id text not null,
  stack_award_id text not null,
  holder_id text not null,
  used_at timestamptz not null,
  released_at timestamptz,
  primary key (person_id, credential_id, stack_award_id)
);
create unique index stack_use_once on stack_use (person_id, credential_id) where released_at is null;
create index stack_use_award on stack_use (stack_award_id);
create index stack_use_holder on stack_use (holder_id);
select shard('stack_use', 'person_id');

-- An award that a stack used was revoked: the issuer of the larger credential decides what follows, and says why.
create table stack_case (
  person_id text not null,
  id text not null,
  stack_award_id text not null,
  organisation_id text not null,
  credential_id text not null,
  part_id text not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  closed_by text,
  outcome text check (outcome in ('kept', 'revoked')),
  note text,
  primary key (person_id, id),
  unique (person_id, stack_award_id, part_id),
  check ((closed_at is null) = (outcome is null))
);
create index stack_case_open on stack_case (organisation_id, opened_at) where closed_at is null;
select shard('stack_case', 'person_id');
