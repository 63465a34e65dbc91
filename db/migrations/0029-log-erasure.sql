-- Whose openings were erased on request, and how many: so that a missing opening that nobody asked to erase is found, and
-- the rows of that person, where any stay, are not taken for rows that left no leaf. The id says nothing by itself.
create table log_erasure (
  person_id text primary key,
  openings bigint not null check (openings >= 0),
  erased_at timestamptz not null
);
select keep_local('log_erasure');
