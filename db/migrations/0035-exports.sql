-- How a university writes grades for PDDikti: bands of letter, index and number, and what a bare pass becomes. Dated, with its reason;
-- the newest row of a day counts, and nothing is overwritten.
create table feeder_scale (
  organisation_id text not null references organisation (id),
  valid_from date not null,
  id text not null,
  -- [{letter, indexHundredths, numberTenths}], best first.
  bands jsonb not null,
  pass_letter text not null,
  reason text not null,
  recorded_by text not null,
  recorded_at timestamptz not null,
  primary key (organisation_id, valid_from, id)
);
select replicate('feeder_scale');

-- The course that credit without a course (an elective block) is packed into for PDDikti. The newest row of a decision counts.
create table feeder_course (
  person_id text not null,
  decision_id text not null,
  id text not null,
  course_id text not null,
  recorded_by text not null,
  recorded_at timestamptz not null,
  primary key (person_id, decision_id, id)
);
select shard('feeder_course', 'person_id');

-- One line of the export: one course of one student, made of one decision or several. `key` stands in the line at the feeder, so that
-- it can be found again after a crash between sending and storing.
create table feeder_line (
  person_id text not null,
  id text not null,
  organisation_id text not null,
  study_id text not null,
  programme_id text not null,
  semester text not null check (semester ~ '^[0-9]{4}[123]$'),
  source_kind text not null check (source_kind in ('transfer', 'conversion')),
  activity_kind int,
  key text not null,
  course_id text not null,
  title text not null,
  origin_sks int not null check (origin_sks between 1 and 99),
  sks int not null check (sks between 1 and 99),
  letter text not null,
  index_hundredths int not null check (index_hundredths between 0 and 400),
  number_tenths int not null check (number_tenths between 0 and 1000),
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'rejected', 'withdrawn')),
  -- Ids that the feeder gave.
  activity_id text,
  member_id text,
  remote_id text,
  refusal jsonb,
  tries int not null default 0,
  made_by text not null,
  made_at timestamptz not null,
  sent_at timestamptz,
  checked_at timestamptz,
  checked text check (checked in ('same', 'different', 'missing')),
  primary key (person_id, id),
  check ((source_kind = 'conversion') = (activity_kind is not null)),
  check (state <> 'sent' or remote_id is not null)
);
create index feeder_line_organisation on feeder_line (organisation_id, made_at);
select shard('feeder_line', 'person_id');

-- A decision stands in one line at most, for ever.
create table feeder_line_part (
  person_id text not null,
  decision_id text not null,
  line_id text not null,
  minutes int not null check (minutes > 0),
  primary key (person_id, decision_id)
);
create index feeder_line_part_line on feeder_line_part (person_id, line_id);
select shard('feeder_line_part', 'person_id');

-- What a run found: how the feeder's own dictionary differs from the fields that we know, and how many lines went.
create table feeder_run (
  organisation_id text not null references organisation (id),
  id text not null,
  act text not null check (act in ('send', 'check')),
  asked_by text not null,
  asked_at timestamptz not null,
  ended_at timestamptz,
  stopped text,
  findings jsonb not null default '[]',
  counts jsonb not null default '{}',
  primary key (organisation_id, id)
);
select replicate('feeder_run');

-- The statistics of a quarter as they were published: made once and never changed, so that two looks at different days tell nothing of
-- anybody. No personal data: groups of fewer people than the threshold are put together before anything is stored.
create table statistics_edition (
  -- As 2026-3.
  quarter text primary key check (quarter ~ '^[0-9]{4}-[1-4]$'),
  content jsonb not null,
  made_at timestamptz not null
);
select replicate('statistics_edition');

-- Keys of the API, for the systems of a university. Of a key only its SHA-256 is kept: it has 160 random bits, so that it can't be guessed.
-- A key of the sandbox reaches the sandbox alone. It acts with the roles that its maker holds at the moment of the call.
create table api_key (
  id text primary key,
  organisation_id text not null references organisation (id),
  name text not null,
  mode text not null check (mode in ('sandbox', 'live')),
  hash text not null unique check (hash ~ '^[0-9a-f]{64}$'),
  -- The last letters, by which people tell keys apart.
  ending text not null,
  scopes jsonb not null,
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  revoked_by text
);
create index api_key_organisation on api_key (organisation_id, created_at);
select replicate('api_key');

-- Calls of each key by the minute: the limit, and when it was used last.
create table api_use (
  key_id text not null,
  minute timestamptz not null,
  calls int not null,
  primary key (key_id, minute)
);
select keep_local('api_use');

-- Where a university wants to be told. The secret isn't stored: it follows from the installation's key, the id and the version.
create table webhook (
  id text primary key,
  organisation_id text not null references organisation (id),
  mode text not null check (mode in ('sandbox', 'live')),
  url text not null,
  secret_version int not null default 1,
  secret_changed_at timestamptz,
  created_by text not null,
  created_at timestamptz not null,
  ended_at timestamptz
);
create index webhook_organisation on webhook (organisation_id) where ended_at is null;
select replicate('webhook');

-- What was told, or is being told. The payload holds ids only.
create table webhook_delivery (
  id text primary key,
  webhook_id text not null,
  event text not null,
  payload jsonb not null,
  created_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
  tries int not null default 0,
  last_status int,
  last_reason text,
  last_tried_at timestamptz
);
create index webhook_delivery_webhook on webhook_delivery (webhook_id, created_at);
select keep_local('webhook_delivery');

-- The sandbox of a university: invented learners with invented credentials, in a table of their own. Nothing here refers to a person,
-- a credential or the ledger, and nothing there refers here.
create table sandbox_request (
  organisation_id text not null references organisation (id),
  id text not null,
  nim text not null,
  inputs jsonb not null,
  title jsonb not null,
  issuer_name text not null,
  asked_sks int not null check (asked_sks > 0),
  asked_at timestamptz not null,
  due_on date not null,
  decision jsonb,
  decided_at timestamptz,
  primary key (organisation_id, id)
);
select replicate('sandbox_request');
