-- Who becomes a policy owner of an organisation, or is one no longer: proposed by one person, confirmed or declined by another.
-- The role itself is a membership; nothing here is deleted.
create table policy_owner_change (
  id text primary key,
  organisation_id text not null references organisation (id),
  person_id text not null,
  act text not null check (act in ('grant', 'end')),
  reason text not null,
  proposed_by text not null,
  proposed_at timestamptz not null,
  outcome text check (outcome in ('confirmed', 'declined')),
  decided_by text,
  decided_at timestamptz,
  check ((outcome is null) = (decided_by is null) and (outcome is null) = (decided_at is null)),
  -- A proposal is confirmed by somebody else, who isn't the person concerned; who proposed it may take it back.
  check (outcome is distinct from 'confirmed' or (decided_by <> proposed_by and decided_by <> person_id))
);
create unique index policy_owner_change_open on policy_owner_change (organisation_id, person_id) where outcome is null;
create index policy_owner_change_organisation on policy_owner_change (organisation_id, proposed_at);
select replicate('policy_owner_change');
