-- The end of a key is a row of its own: it says since when the key is no longer used or no longer believed, and since when the
-- register knew. No row is changed; of several rows for one key the earliest instant of each kind counts.
create table issuer_key_end (
  id text primary key,
  verification_method text not null references issuer_key (verification_method),
  what text not null check (what in ('rotated', 'compromised')),
  ended_at timestamptz not null,
  reason jsonb not null,
  recorded_at timestamptz not null
);
create index issuer_key_end_method on issuer_key_end (verification_method);
select replicate('issuer_key_end');

-- When earlier ends became known was not kept.
insert into issuer_key_end (id, verification_method, what, ended_at, reason, recorded_at)
  select 'rotated-' || md5(verification_method), verification_method, 'rotated', valid_until,
    '{"id": "Alasan tidak dicatat.", "en": "The reason was not recorded."}'::jsonb, valid_until
  from issuer_key where valid_until is not null
  union all
  select 'compromised-' || md5(verification_method), verification_method, 'compromised', compromised_at,
    '{"id": "Alasan tidak dicatat.", "en": "The reason was not recorded."}'::jsonb, compromised_at
  from issuer_key where compromised_at is not null;
alter table issuer_key
  drop column valid_until,
  drop column compromised_at,
  add column recorded_at timestamptz;
update issuer_key set recorded_at = valid_from;
alter table issuer_key alter column recorded_at set not null;

-- A credential whose key was stolen, signed again by the issuer's new key: the same content, another proof. The first signed
-- document stays in `credential` as it is; the newest of these is what its holder gets.
create table credential_signature (
  person_id text not null,
  credential_id text not null,
  number int not null check (number > 0),
  -- The key that signed what this one takes the place of.
  replaced_method text not null,
  document text not null,
  signed_at timestamptz not null,
  primary key (person_id, credential_id, number)
);
select shard('credential_signature', 'person_id');

-- The history of an issuer's DID as did:webvh 1.0 tells it: one line for each version, chained by hashes. `did` is the did:web.
create table did_log (
  did text not null,
  number int not null check (number > 0),
  log_did text not null,
  version_id text not null,
  line text not null,
  recorded_at timestamptz not null,
  primary key (did, number)
);
select replicate('did_log');
