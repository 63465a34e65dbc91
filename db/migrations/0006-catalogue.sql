create extension if not exists pg_trgm;

-- One row per course or micro-credential on offer. `platform` and `natural_key` (normalised URL, or title where no URL is
-- known) make the same course from two files one course.
create table offering (
  id text primary key,
  platform text not null,
  natural_key text not null,
  definition_id text,
  definition_version_id text,
  organisation_id text,
  provider_name text not null,
  title text not null,
  title_key text not null,
  title_en text,
  description text not null default '',
  description_en text,
  url text,
  language text,
  level text,
  mode text,
  field text,
  kkni_level int,
  hours int,
  weeks_min int,
  weeks_max int,
  sks int,
  price_rupiah bigint,
  is_free boolean,
  skills text[] not null default '{}',
  rating_hundredths int,
  rating_count int,
  opens_on date,
  closes_on date,
  province text,
  curated boolean not null default false,
  invented boolean not null default false,
  -- Mark of what is shown: an import that changes nothing writes nothing.
  content_mark text not null default '',
  first_seen_at timestamptz not null,
  changed_at timestamptz not null,
  withdrawn_at timestamptz,
  -- Where a row turned out to be a course that stands elsewhere, so that old links still lead there.
  same_as text,
  -- Everything that search finds, and the short part (title and skills) by which results are ordered.
  search tsvector,
  head tsvector,
  unique (platform, natural_key)
);
create index offering_search on offering using gin (search);
create index offering_version on offering (definition_version_id);
create index offering_title_key on offering (platform, title_key);
select replicate('offering');

-- The offerings that a text search finds. Without this the planner reads the whole table and unpacks every document,
-- whose cost it doesn't know; through the index it is twenty times as fast.
create function offerings_found(asked tsquery) returns table (id text, definition_version_id text, platform text,
    provider_name text, title_key text, language text, level text, mode text, field text, kkni_level int, hours int,
    is_free boolean, skills text[], province text, curated boolean, rating_count int, first_seen_at timestamptz,
    withdrawn_at timestamptz, head tsvector)
  language sql stable rows 500 set enable_seqscan = off as
  $$ select o.id, o.definition_version_id, o.platform, o.provider_name, o.title_key, o.language, o.level, o.mode, o.field,
       o.kkni_level, o.hours, o.is_free, o.skills, o.province, o.curated, o.rating_count, o.first_seen_at, o.withdrawn_at, o.head
     from offering o where o.search @@ asked and o.withdrawn_at is null $$;

-- What each source says about a course. `marks` are the marks of the rows it was read from: a row that was read before is
-- recognised without touching the offering.
create table offering_source (
  source_id text not null,
  record_key text not null,
  platform text not null,
  title_key text not null,
  url_key text,
  marks text[] not null,
  facts jsonb not null,
  run_id text not null,
  offering_id text not null references offering (id),
  seen_at timestamptz not null,
  primary key (source_id, record_key)
);
create index offering_source_offering on offering_source (offering_id);
create index offering_source_title on offering_source (platform, title_key);
select replicate('offering_source');

-- Words of the catalogue with the number of offerings that use them, for mending typing errors.
create table search_word (
  word text primary key,
  offerings int not null
);
create index search_word_trigram on search_word using gin (word gin_trgm_ops);
select replicate('search_word');
