-- A definition is what can be earned; its versions are what was earned. A published version never changes (F036).
create table definition (
  id text primary key,
  organisation_id text not null references organisation (id),
  slug text not null unique,
  created_at timestamptz not null,
  created_by text
);
select replicate('definition');

create table definition_version (
  id text primary key,
  definition_id text not null references definition (id),
  number int not null check (number > 0),
  kind text not null default 'micro-credential',
  title jsonb not null,
  description jsonb not null,
  micro_competency jsonb not null,
  field text not null,
  hours int not null check (hours > 0),
  sks int not null check (sks >= 0),
  kkni_level int not null check (kkni_level between 1 and 9),
  mode text not null check (mode in ('online', 'blended', 'in-person')),
  language text not null default 'id',
  assessment_kind text not null,
  identity_assurance text not null check (identity_assurance in ('unproctored', 'proctored', 'in-person')),
  standard jsonb not null,
  evidence_source text not null check (evidence_source in ('life-experience', 'work', 'study')),
  skills jsonb not null default '[]',
  price_rupiah bigint not null default 0 check (price_rupiah >= 0),
  valid_months int check (valid_months > 0),
  sks_reason text,
  created_at timestamptz not null,
  created_by text,
  published_at timestamptz,
  published_by text,
  retired_at timestamptz,
  unique (definition_id, number)
);
select replicate('definition_version');

create table outcome (
  id text primary key,
  version_id text not null references definition_version (id),
  position int not null,
  statement jsonb not null,
  mandatory boolean not null default true,
  assessment jsonb not null,
  pass_mark int not null default 60 check (pass_mark between 0 and 100),
  unique (version_id, position)
);
select replicate('outcome');

-- What is being designed: everything as the designer typed it, whole or not. It becomes a definition version, under the
-- same id, when it is published, and is then taken away. At most one draft of a definition at a time.
create table definition_draft (
  version_id text primary key,
  definition_id text not null unique references definition (id),
  organisation_id text not null references organisation (id),
  number int not null check (number > 0),
  content jsonb not null,
  content_mark text not null,
  revision int not null default 1,
  created_at timestamptz not null,
  created_by text not null,
  changed_at timestamptz not null,
  changed_by text not null
);
create index definition_draft_organisation on definition_draft (organisation_id);
select replicate('definition_draft');

-- A sign-off is a record of who stood for it and when. Both sides are needed before publication (F032). It is given to a
-- draft, so it names no row of definition_version; `content_mark` says which content was signed, and a change of the
-- content voids it.
create table sign_off (
  id text primary key,
  version_id text not null,
  side text not null check (side in ('faculty', 'industry')),
  person_id text not null,
  organisation_id text not null references organisation (id),
  note text,
  signed_at timestamptz not null,
  content_mark text not null default '',
  voided_at timestamptz
);
create unique index sign_off_side on sign_off (version_id, side) where voided_at is null;
create unique index sign_off_person on sign_off (version_id, person_id) where voided_at is null;
select replicate('sign_off');
