-- The workshop of policy owners: drafts of rule sets, what two people published, and simulations over decided cases.

-- A draft may be changed and discarded. Its content always fits the shape of a rule set; examples are the cases beside it.
create table rule_set_draft (
  id text primary key,
  organisation_id text not null references organisation (id),
  -- True: the draft succeeds rules that every campus may choose. False: rules of this organisation alone.
  national boolean not null,
  base_hash text not null references rule_set_edition (hash),
  content jsonb not null,
  examples jsonb not null,
  -- Two who change it at once: the second is told.
  revision int not null default 1 check (revision > 0),
  created_by text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  proposed_by text,
  proposed_at timestamptz,
  proposal_reason text,
  -- Why the second person gave it back.
  return_reason text,
  discarded_by text,
  discarded_at timestamptz,
  published_hash text references rule_set_edition (hash),
  check ((proposed_by is null) = (proposed_at is null) and (proposed_by is null) = (proposal_reason is null)),
  check ((discarded_by is null) = (discarded_at is null)),
  check (published_hash is null or (proposed_by is not null and discarded_at is null))
);
select replicate('rule_set_draft');
create index rule_set_draft_organisation on rule_set_draft (organisation_id, changed_at desc);

-- What was published: for ever. A rule set that another succeeds ends on the day before, which is reckoned and not written here.
create table rule_set_publication (
  rule_set_id text primary key,
  hash text not null unique references rule_set_edition (hash),
  family text not null,
  organisation_id text not null references organisation (id),
  national boolean not null,
  -- Id of the rule set of the same family that was in force on its first day; null where there was none.
  succeeds text,
  valid_from date not null,
  examples jsonb not null,
  draft_id text not null unique references rule_set_draft (id),
  proposed_by text not null,
  proposed_at timestamptz not null,
  proposal_reason text not null,
  published_by text not null,
  published_at timestamptz not null,
  publication_reason text not null,
  check (published_by <> proposed_by),
  check (valid_from > (published_at at time zone 'Asia/Jakarta')::date),
  unique (family, valid_from)
);
select replicate('rule_set_publication');

-- Decided cases asked again of a draft, a chunk at a time. Only counts are kept.
create table rule_set_simulation (
  id text primary key,
  draft_id text not null references rule_set_draft (id),
  content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
  content jsonb not null,
  -- Decisions of these rule sets; null: of all.
  rule_set_ids text[],
  -- Decisions of this organisation; null: of all.
  of_organisation text,
  decided_from timestamptz not null,
  decided_until timestamptz not null,
  asked_by text not null,
  asked_at timestamptz not null,
  -- Where the next chunk begins.
  after_at text,
  after_id text,
  tallies jsonb not null,
  finished_at timestamptz
);
select replicate('rule_set_simulation');
create unique index rule_set_simulation_open on rule_set_simulation (draft_id) where finished_at is null;
create index rule_set_simulation_draft on rule_set_simulation (draft_id, asked_at desc);
