-- A person is one row, whoever they are. `id` is the pseudonymous national learner id (F001): opaque and for ever.
-- One name field; a single word is a name.
create table person (
  id text primary key,
  name text not null check (length(name) between 1 and 150),
  email text,
  phone text,
  language text not null default 'id' check (language in ('id', 'en')),
  created_at timestamptz not null,
  invented boolean not null default false
);
select shard('person', 'id');

-- A NIK is kept as a keyed one-way mark, which makes a second registration recognisable, and sealed (F002).
create table person_nik (
  nik_mark text primary key,
  person_id text not null,
  nik_sealed bytea not null,
  recorded_at timestamptz not null
);
select shard('person_nik', 'nik_mark');

-- Consent per purpose and version of its text; withdrawal is a time, not a deletion (F006).
create table consent (
  person_id text not null,
  id text not null,
  purpose text not null,
  version text not null,
  given_at timestamptz not null,
  withdrawn_at timestamptz,
  primary key (person_id, id)
);
select shard('consent', 'person_id');

-- Sign-in, as better-auth keeps it. `person_id` ties an account to its person.
create table auth_user (
  id text primary key,
  name text not null,
  email text not null unique,
  email_verified boolean not null default false,
  image text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  person_id text
);
select keep_local('auth_user');
create index auth_user_person on auth_user (person_id);
create table auth_session (
  id text primary key,
  expires_at timestamptz not null,
  token text not null unique,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  ip_address text,
  user_agent text,
  user_id text not null references auth_user (id) on delete cascade
);
select keep_local('auth_session');
create table auth_account (
  id text primary key,
  account_id text not null,
  provider_id text not null,
  user_id text not null references auth_user (id) on delete cascade,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
select keep_local('auth_account');
create table auth_verification (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
select keep_local('auth_verification');

-- Failed tries to sign in, so that guessing takes for ever. The key is a keyed mark of an address or a place.
create table sign_in_try (
  key text primary key,
  tries int not null,
  until timestamptz not null
);
select keep_local('sign_in_try');
