-- Every content that the register published as its signed list, with the number that grows by one. The text of the newest alone is
-- kept: what an older one said can be made again from the register, and its digest tells whether a copy is that one.
create table trust_list_version (
  version int primary key check (version > 0),
  digest text not null,
  as_of timestamptz not null,
  valid_until timestamptz not null,
  published_at timestamptz not null,
  document text
);
select replicate('trust_list_version');
