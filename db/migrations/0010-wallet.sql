-- A claim: how an award reaches somebody who has no account yet. The PIN is derived from the code and the secret of the
-- installation, so it stands in no table; it locks after the wrong tries that `data/wallet.json` allows.
create table claim (
  code text primary key,
  person_id text not null,
  credential_id text not null,
  organisation_id text not null,
  wrong_tries int not null default 0,
  locked_at timestamptz,
  claimed_at timestamptz,
  claimed_by text,
  replaced_at timestamptz,
  -- How the letter fared: not yet, there is no address, sent, refused by the mail server for good, or sent to an address
  -- that several people have, without a name.
  sent_to text not null default 'waiting' check (sent_to in ('waiting', 'none', 'email', 'bounced', 'shared-address')),
  created_at timestamptz not null,
  created_by text
);
create index claim_credential on claim (credential_id);
create index claim_organisation on claim (organisation_id, created_at);
select shard('claim', 'code');

-- A credential that was issued to a person of a list and put into the wallet of the person who had the link and the PIN.
create table attached_credential (
  holder_id text not null,
  credential_id text not null,
  issued_to text not null,
  claim_code text not null,
  attached_at timestamptz not null,
  primary key (holder_id, credential_id)
);
select shard('attached_credential', 'holder_id');

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

-- Demo only: credentials and lists with a known verdict each, for those who build a verifier against ours.
create table sandbox_credential (
  name text primary key,
  position int not null,
  document text not null,
  verdict text not null check (verdict in ('valid', 'invalid', 'unconfirmed')),
  failing_check text
);
select keep_local('sandbox_credential');
create table sandbox_list (
  name text primary key,
  document text not null
);
select keep_local('sandbox_list');
