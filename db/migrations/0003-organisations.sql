create table organisation (
  id text primary key,
  slug text not null unique,
  name text not null,
  kind text not null check (kind in ('university', 'polytechnic', 'training-provider', 'industry', 'quality-body', 'ministry', 'platform', 'operator')),
  city text,
  province text,
  created_at timestamptz not null,
  invented boolean not null default false
);
select replicate('organisation');

-- A role in an organisation, from a day to a day. Ending it is a date, never a deletion.
create table membership (
  id text primary key,
  organisation_id text not null references organisation (id),
  person_id text not null,
  role text not null,
  granted_by text,
  valid_from timestamptz not null,
  valid_until timestamptz
);
create index membership_person on membership (person_id);
create unique index membership_once on membership (organisation_id, person_id, role) where valid_until is null;
select replicate('membership');

create table study_programme (
  id text primary key,
  organisation_id text not null references organisation (id),
  code text not null,
  name jsonb not null,
  level text not null check (level in ('D1', 'D2', 'D3', 'D4', 'S1', 'S2', 'S3', 'profession')),
  kkni_level int not null check (kkni_level between 1 and 9),
  total_sks int not null check (total_sks > 0),
  total_courses int,
  unique (organisation_id, code)
);
select replicate('study_programme');

create table course (
  id text primary key,
  programme_id text not null references study_programme (id),
  code text not null,
  name jsonb not null,
  sks int not null check (sks > 0),
  unique (programme_id, code)
);
select replicate('course');

-- A person's link to the home university (F007): what the student says, and what the registrar confirmed.
-- Until `confirmed_at` is set, headroom is unknown.
create table study (
  person_id text not null,
  id text not null,
  organisation_id text not null,
  programme_id text not null,
  nim text not null,
  semester int not null check (semester between 1 and 20),
  sks_taken int not null check (sks_taken >= 0),
  online_sks int not null default 0 check (online_sks >= 0),
  outside_sks int not null default 0 check (outside_sks >= 0),
  online_courses int check (online_courses >= 0),
  stated_at timestamptz not null,
  confirmed_at timestamptz,
  confirmed_by text,
  refused_at timestamptz,
  refused_by text,
  refused_reason text,
  ended_at timestamptz,
  primary key (person_id, id)
);
create index study_queue on study (organisation_id, stated_at);
create index study_nim on study (organisation_id, nim);
select shard('study', 'person_id');

-- Which recognition rule set an institution applies, from a day on.
create table rule_choice (
  organisation_id text not null references organisation (id),
  rule_set_id text not null,
  valid_from date not null,
  chosen_by text,
  chosen_at timestamptz not null,
  primary key (organisation_id, valid_from)
);
select replicate('rule_choice');
