-- The register of trusted issuers. History is never overwritten: every question is asked as of a day.
create table listing (
  id text primary key,
  organisation_id text not null references organisation (id),
  did text not null,
  listed_from timestamptz not null,
  listed_until timestamptz,
  reason jsonb not null,
  unique (did, listed_from)
);
create index listing_organisation on listing (organisation_id);
select replicate('listing');

-- Who may issue which kinds, in which fields (an empty list is every field), at which KKNI levels.
create table authorisation (
  id text primary key,
  organisation_id text not null references organisation (id),
  kinds text[] not null,
  fields text[] not null,
  level_min int not null,
  level_max int not null,
  valid_from timestamptz not null,
  valid_until timestamptz,
  source jsonb not null
);
create index authorisation_organisation on authorisation (organisation_id);
select replicate('authorisation');

create table issuer_key (
  verification_method text primary key,
  did text not null,
  signer_name text not null,
  public_key_multibase text not null,
  valid_from timestamptz not null,
  valid_until timestamptz,
  compromised_at timestamptz
);
create index issuer_key_did on issuer_key (did);
select replicate('issuer_key');
