-- Who issues together with the organisation of a definition: organisations with their roles, as they agreed before the
-- version was published. A version without any says nothing here, so that its record in the log stays what it was.
alter table definition_version add column co_issuers jsonb check (jsonb_array_length(co_issuers) > 0);

-- An organisation agreed to issue what a draft describes. Voided when the content changes, as a signature is.
create table co_issuer_agreement (
  id text primary key,
  version_id text not null,
  organisation_id text not null references organisation (id),
  person_id text not null,
  content_mark text not null,
  agreed_at timestamptz not null,
  voided_at timestamptz
);
create unique index co_issuer_agreement_standing on co_issuer_agreement (version_id, organisation_id) where voided_at is null;
select keep_local('co_issuer_agreement');

-- An award that several organisations issue together, on its way to being issued. `content` is the unsigned document,
-- made once, so that all sign the same bytes. Nothing is issued before every part has signed.
create table co_issue (
  person_id text not null,
  credential_id text not null,
  issue_job_id text,
  state text not null default 'approving'
    check (state in ('approving', 'signing', 'issued', 'refused', 'expired', 'withdrawn')),
  due_at timestamptz not null,
  content text,
  settled_at timestamptz,
  primary key (person_id, credential_id),
  check ((settled_at is null) = (state in ('approving', 'signing')))
);
create index co_issue_credential on co_issue (credential_id);
create index co_issue_due on co_issue (due_at) where state = 'approving';
create index co_issue_job on co_issue (issue_job_id) where issue_job_id is not null;
select shard('co_issue', 'person_id');

-- One organisation of such an award: position 0 is the issuer, the others are the co-issuers in the order of the definition.
-- `proof` is its signature, kept here until all are there.
create table co_issue_part (
  person_id text not null,
  credential_id text not null,
  position int not null check (position >= 0),
  organisation_id text not null,
  role text,
  approved_at timestamptz,
  proof jsonb,
  signed_at timestamptz,
  primary key (person_id, credential_id, position),
  unique (person_id, credential_id, organisation_id),
  check ((position = 0) = (role is null)),
  check ((proof is null) = (signed_at is null) and (proof is null or approved_at is not null))
);
create index co_issue_part_organisation on co_issue_part (organisation_id, person_id, credential_id);
create index co_issue_part_credential on co_issue_part (credential_id);
select shard('co_issue_part', 'person_id');

-- Every decision of an organisation about such an award; only added to. Each leaves a leaf in the log.
create table co_issue_decision (
  person_id text not null,
  id text not null,
  credential_id text not null,
  organisation_id text not null,
  decision text not null check (decision in ('approve', 'take-back', 'refuse')),
  reason_code text,
  note text,
  decided_by text not null,
  decided_at timestamptz not null,
  primary key (person_id, id),
  check ((decision = 'refuse') = (reason_code is not null))
);
create index co_issue_decision_credential on co_issue_decision (credential_id, decided_at);
select shard('co_issue_decision', 'person_id');

-- Whose change it was, where it was not the issuer's: a co-issuer suspends and revokes as well.
alter table status_change add column by_organisation_id text;
