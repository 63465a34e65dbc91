-- An award that a decision elsewhere asks an issuer for: its person is assessed already, and an authorised issuer approves
-- or declines. `source_id` is the decision (of prior learning), `shown` the outcomes with the methods by which they were
-- assessed, `apart` the people who assessed and therefore don't issue. `attempt` and `credential_id` name the award that
-- was approved: they stay when it is replaced. `overruled_at`: another decision took the place of that one.
create table award_request (
  person_id text not null,
  id text not null,
  organisation_id text not null,
  definition_version_id text not null,
  way text not null check (way in ('prior-learning')),
  source_id text not null,
  decree_number text not null,
  decree_on date not null,
  shown jsonb not null,
  apart jsonb not null,
  asked_by text not null,
  asked_at timestamptz not null,
  overruled_at timestamptz,
  answer text check (answer in ('approved', 'declined')),
  attempt int,
  credential_id text,
  reason text,
  answered_by text,
  answered_at timestamptz,
  primary key (person_id, id),
  unique (person_id, source_id),
  check ((answer is null) = (answered_at is null) and (answer is null) = (answered_by is null)),
  check ((answer is not distinct from 'approved') = (credential_id is not null)),
  check ((attempt is null) = (credential_id is null)),
  check ((answer is not distinct from 'declined') = (reason is not null))
);
create index award_request_issuer on award_request (organisation_id, asked_at);
create index award_request_award on award_request (person_id, definition_version_id, attempt) where attempt is not null;
select shard('award_request', 'person_id');

-- What issuers were asked before on the ordinary path waits here now, with what its decision says.
insert into award_request (person_id, id, organisation_id, definition_version_id, way, source_id, decree_number, decree_on, shown,
    apart, asked_by, asked_at)
  select h.person_id, h.id, h.organisation_id, h.definition_version_id, 'prior-learning', h.decision_id, d.decree_number, d.decree_on,
    (select coalesce(jsonb_agg(jsonb_build_object('outcomeId', g ->> 'targetId', 'methods', (
        select coalesce(jsonb_agg(distinct o ->> 'method'), '[]') from prior_learning_report r
          cross join lateral jsonb_array_elements(r.opinions) o
        where r.person_id = h.person_id and r.application_id = h.application_id and r.round = d.round
          and o ->> 'claimId' = g ->> 'claimId' and (o ->> 'recommended')::boolean))), '[]')
      from jsonb_array_elements(d.granted) g),
    (select coalesce(jsonb_agg(distinct p.assessor_id), '[]') from prior_learning_appointment p
      where p.person_id = h.person_id and p.application_id = h.application_id),
    d.decided_by, h.asked_at
  from prior_learning_handover h
  join prior_learning_decision d on d.person_id = h.person_id and d.id = h.decision_id
  where not exists (select 1 from award a where a.person_id = h.person_id and a.definition_version_id = h.definition_version_id);
