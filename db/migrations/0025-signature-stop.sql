-- Why an award isn't signed: put aside while its issuer may sign nothing (and taken away when it may again), or refused for
-- good (`final`) because the issuer's listing ended. The award stands either way.
create table signature_stop (
  person_id text not null,
  credential_id text not null,
  organisation_id text not null,
  final boolean not null,
  -- The reasons as refusals: code and figures.
  refusals jsonb not null check (jsonb_typeof(refusals) = 'array' and jsonb_array_length(refusals) > 0),
  stopped_at timestamptz not null,
  primary key (person_id, credential_id)
);
create index signature_stop_organisation on signature_stop (organisation_id) where not final;
select shard('signature_stop', 'person_id');

-- Of earlier refusals the day was not kept, and of their reasons only the code.
insert into signature_stop (person_id, credential_id, organisation_id, final, refusals, stopped_at)
  select payload ->> 'personId', payload ->> 'credentialId', payload ->> 'organisationId', true,
    '[{"code": "trust.not-listed"}]', now()
  from outbox where kind = 'credentials.sign-refused' and payload ->> 'organisationId' is not null;
