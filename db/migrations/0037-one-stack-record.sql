-- One record of which award is part of which larger credential. There were two: `stack_use`, which the stacks kept, and
-- `credit_stack_use`, by which the bank knows what the parts of a larger credential have brought. The bank's stays.

-- The larger credential by its own id (first edition), so that neither another version nor another attempt is taken for it.
alter table credit_stack_use add column larger_id text;
-- To whom the larger credential was awarded. `person_id` is to whom the part was issued: who claimed it may be another, and one
-- award is used in one stack whoever holds it.
alter table credit_stack_use add column holder_id text;
update credit_stack_use u set holder_id = u.person_id, larger_id = coalesce(
  (select a.credential_id from award a where a.person_id = u.person_id and a.definition_version_id = u.definition_version_id
    and a.replaces_credential_id is null order by a.attempt desc limit 1), u.definition_version_id);

insert into credit_stack_use (person_id, id, credential_id, stack_id, stack_version, definition_version_id, larger_id, holder_id,
  minutes, sks, used_by, used_at, released_at, released_by)
select u.person_id, u.stack_award_id || ':' || u.credential_id, u.credential_id, a.edition_id, e.number::text, '', a.credential_id,
  u.holder_id, greatest(0, b.minutes), greatest(0, b.sks), coalesce(e.approved_by, e.proposed_by), u.used_at, u.released_at,
  case when u.released_at is null then null else coalesce(
    (select s.changed_by from status_change s where s.credential_id = a.credential_id and s.change = 'revoke'
      order by s.changed_at desc limit 1), e.approved_by, e.proposed_by) end
from stack_use u
join stack_award a on a.person_id = u.holder_id and a.id = u.stack_award_id
join stack_edition e on e.id = a.edition_id
cross join lateral (select coalesce(-sum(l.minutes), 0)::bigint as minutes, coalesce(-sum(l.sks), 0)::int as sks from ledger_entry l
  where l.person_id in (u.person_id, u.holder_id) and l.account = 'source' and l.account_id = u.credential_id) b
on conflict (person_id, credential_id) where released_at is null do nothing;

alter table credit_stack_use alter column larger_id set not null;
alter table credit_stack_use alter column holder_id set not null;
drop index credit_stack_use_version;
alter table credit_stack_use drop column definition_version_id;
create index credit_stack_use_larger on credit_stack_use (larger_id) where released_at is null;
create index credit_stack_use_part on credit_stack_use (credential_id) where released_at is null;

drop table stack_use;
delete from distribution where table_name = 'stack_use';

-- What took effect before approvals and ends left leaves in the public log gets them now, by work that is promised here.
insert into outbox (id, kind, unique_key, payload, next_at)
select 'stacks.log:' || id, 'stacks.log', 'stacks.log:' || id, jsonb_build_object('editionId', id), '1970-01-01T00:00:00Z'
from stack_edition where approved_at is not null;
