-- The register of trusted issuers. History is never overwritten: a row is added when something begins, and an open end is
-- closed once, at an instant. Every question is asked as of an instant.
create table listing (
  id text primary key,
  organisation_id text not null references organisation (id),
  did text not null,
  listed_from timestamptz not null,
  listed_until timestamptz check (listed_until >= listed_from),
  reason jsonb not null,
  end_reason jsonb,
  unique (did, listed_from),
  check ((listed_until is null) = (end_reason is null))
);
create index listing_organisation on listing (organisation_id);
create unique index listing_open on listing (organisation_id) where listed_until is null;
select replicate('listing');

-- Who may issue which kinds, in which fields (an empty list is every field), at which KKNI levels.
create table authorisation (
  id text primary key,
  organisation_id text not null references organisation (id),
  kinds text[] not null check (cardinality(kinds) > 0),
  fields text[] not null,
  level_min int not null check (level_min between 1 and 9),
  level_max int not null check (level_max between level_min and 9),
  valid_from timestamptz not null,
  valid_until timestamptz check (valid_until > valid_from),
  source jsonb not null
);
create index authorisation_organisation on authorisation (organisation_id);
select replicate('authorisation');

-- Public keys. The private half is the signer's, under `signer_name`. A rotated key keeps what it signed before.
create table issuer_key (
  verification_method text primary key,
  did text not null,
  signer_name text not null,
  public_key_multibase text not null,
  valid_from timestamptz not null,
  valid_until timestamptz check (valid_until >= valid_from),
  compromised_at timestamptz
);
create index issuer_key_did on issuer_key (did);
select replicate('issuer_key');
