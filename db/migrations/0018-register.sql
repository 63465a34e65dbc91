-- The register of trusted issuers with two times: since when a fact holds, and since when the register knew it. A row is never
-- changed. What ends, or is put right, is said by a new row that supersedes the old one as known from its own `recorded_at`;
-- an empty period takes a fact back. That a row is superseded once, and that a fact is open once, is held under the lock of
-- the organisation's row and by `unique (supersedes)`.
alter table listing
  add column class text not null default 'issuer'
    check (class in ('issuer', 'accreditation-body', 'certification-body', 'framework', 'standard-setter')),
  -- On what it rests: an attestation that must be in force on the day, or an appointment by law or by whoever set this up.
  add column rests_on text not null default 'appointment' check (rests_on in ('attestation', 'appointment')),
  add column recorded_at timestamptz,
  add column supersedes text unique references listing (id);
-- Ends that were written before this migration stand in the row itself: when they became known was not kept.
update listing set recorded_at = listed_from;
alter table listing alter column recorded_at set not null;
drop index listing_open;
alter table listing drop constraint listing_did_listed_from_key;

alter table authorisation
  add column recorded_at timestamptz,
  add column supersedes text unique references authorisation (id),
  add column change_reason jsonb,
  drop constraint authorisation_check1,
  add constraint authorisation_period check (valid_until >= valid_from);
update authorisation set recorded_at = valid_from;
alter table authorisation alter column recorded_at set not null;

-- What a registered accreditation or certification body says of an organisation.
create table attestation (
  id text primary key,
  organisation_id text not null references organisation (id),
  body_id text not null references organisation (id) check (body_id <> organisation_id),
  scheme text not null,
  level text not null,
  number text not null,
  valid_from timestamptz not null,
  valid_until timestamptz not null check (valid_until >= valid_from),
  change_reason jsonb,
  recorded_at timestamptz not null,
  supersedes text unique references attestation (id)
);
create index attestation_organisation on attestation (organisation_id);
create index attestation_number on attestation (body_id, number);
select replicate('attestation');

-- A stretch in which an issuer may issue nothing. What it issued before stays good.
create table suspension (
  id text primary key,
  organisation_id text not null references organisation (id),
  suspended_from timestamptz not null,
  suspended_until timestamptz check (suspended_until >= suspended_from),
  reason jsonb not null,
  end_reason jsonb,
  recorded_at timestamptz not null,
  supersedes text unique references suspension (id)
);
create index suspension_organisation on suspension (organisation_id);
select replicate('suspension');

-- An application to be listed: a draft until it is submitted, unchangeable afterwards.
create table register_application (
  id text primary key,
  organisation_id text not null references organisation (id),
  class text not null,
  checklist_id text not null,
  content jsonb not null,
  revision int not null default 1,
  created_by text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  submitted_by text,
  submitted_at timestamptz,
  due_on date,
  check ((submitted_at is null) = (submitted_by is null) and (submitted_at is null) = (due_on is null))
);
create unique index register_application_draft on register_application (organisation_id) where submitted_at is null;
create index register_application_organisation on register_application (organisation_id, created_at);
select replicate('register_application');

create table register_document (
  id text primary key,
  application_id text not null references register_application (id),
  item text not null,
  name text not null,
  media_type text not null,
  bytes int not null check (bytes > 0),
  sha256 text not null,
  content bytea not null,
  uploaded_by text not null,
  uploaded_at timestamptz not null,
  unique (application_id, item, sha256)
);
select replicate('register_document');

-- What a reviewer found for one point of the checklist; the newest counts.
create table register_finding (
  id text primary key,
  application_id text not null references register_application (id),
  item text not null,
  met boolean not null,
  note text not null,
  found_by text not null,
  found_at timestamptz not null
);
create index register_finding_application on register_finding (application_id, found_at);
select replicate('register_finding');

-- Somebody's own word that they are too near an organisation to decide about it.
create table register_conflict (
  person_id text not null,
  organisation_id text not null references organisation (id),
  note text not null,
  declared_at timestamptz not null,
  primary key (person_id, organisation_id)
);
select replicate('register_conflict');

-- A change of the register takes two people: one proposes, another decides. Nothing takes effect before.
create table register_proposal (
  id text primary key,
  act text not null,
  organisation_id text not null references organisation (id),
  application_id text references register_application (id),
  content jsonb not null,
  backdated_days int not null default 0,
  proposed_by text not null,
  proposed_at timestamptz not null
);
create index register_proposal_organisation on register_proposal (organisation_id, proposed_at);
create index register_proposal_application on register_proposal (application_id);
select replicate('register_proposal');

create table register_decision (
  proposal_id text primary key references register_proposal (id),
  outcome text not null check (outcome in ('confirmed', 'declined')),
  note text not null,
  decided_by text not null,
  decided_at timestamptz not null
);
select replicate('register_decision');

create table register_appeal (
  application_id text primary key references register_application (id),
  grounds text not null,
  appealed_by text not null,
  appealed_at timestamptz not null,
  due_on date not null
);
select replicate('register_appeal');
