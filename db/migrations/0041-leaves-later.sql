-- The end of an agreement's line, a certificate from elsewhere that was compared, and a campus's statement on prior learning leave a
-- leaf in the public log. What happened before there were such leaves gets them now, by work that is promised here.
insert into outbox (id, kind, unique_key, payload, next_at)
select 'recognition.log:' || id, 'recognition.log', 'recognition.log:' || id,
  jsonb_build_object('kind', 'rule', 'subject', 'equivalence-end', 'subjectId', organisation_id || '/' || id, 'organisationId', organisation_id),
  timestamptz '1970-01-01T00:00:00Z'
from equivalence where ended_at is not null
union all
select 'recognition.log:' || id, 'recognition.log', 'recognition.log:' || id,
  jsonb_build_object('kind', 'credit', 'subject', 'outside-check', 'subjectId', person_id || '/' || id, 'personId', person_id),
  timestamptz '1970-01-01T00:00:00Z'
from outside_certificate where checked_at is not null
union all
select 'recognition.log:' || id, 'recognition.log', 'recognition.log:' || id,
  jsonb_build_object('kind', 'rule', 'subject', 'prior-learning-host', 'subjectId', id, 'organisationId', organisation_id),
  timestamptz '1970-01-01T00:00:00Z'
from prior_learning_host;
