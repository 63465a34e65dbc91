-- A request that a decision on appeal makes about an award that stands: `follows` is the request on which that award was
-- approved. It is answered by the next edition of the award, which says what the newer decision granted; `credential_id` is
-- then that edition's.
alter table award_request add column follows text;
create index award_request_waiting on award_request (organisation_id) where answer is null and overruled_at is null;
create index award_request_overturned on award_request (organisation_id) where answer = 'approved' and overruled_at is not null;

-- The newest day for which an issuer's letter about requests that wait was promised: at most one a day.
create table award_request_told (
  organisation_id text primary key,
  told_on date not null
);
select shard('award_request_told', 'organisation_id');
