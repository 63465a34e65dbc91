-- A claim: how an award reaches somebody who has no account yet. The PIN locks after five wrong tries.
create table claim (
  code text primary key,
  person_id text not null,
  credential_id text not null,
  pin_mark text not null,
  wrong_tries int not null default 0,
  locked_at timestamptz,
  claimed_at timestamptz,
  replaced_at timestamptz,
  sent_to text not null default 'none' check (sent_to in ('email', 'none', 'bounced', 'shared-address')),
  created_at timestamptz not null,
  created_by text
);
create index claim_credential on claim (credential_id);
select shard('claim', 'code');

-- A share: the holder lets whoever has the code see one credential, until a day or until it is taken back.
create table share (
  code text primary key,
  person_id text not null,
  credential_id text not null,
  label text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  taken_back_at timestamptz,
  opened int not null default 0
);
create index share_person on share (person_id, created_at);
select shard('share', 'code');
