-- How the catalogue calls a foreign platform (F016): by it its offerings are known as those of this party.
alter table party_role add column catalogue_platform text check (catalogue_platform ~ '^[a-z0-9-]{1,40}$');

-- Courses chosen of a party of which only chosen ones count. `subject` is the id of a definition or the address of a course.
-- An end is a date.
create table course_choice (
  id text primary key,
  organisation_id text not null references organisation (id),
  subject text not null,
  valid_from date not null,
  valid_until date check (valid_until > valid_from),
  source jsonb not null,
  recorded_by text,
  recorded_at timestamptz not null
);
create index course_choice_organisation on course_choice (organisation_id);
select replicate('course_choice');

-- The domain that a party stated when it applied. It stays after the party closed, so that whoever buys it is noticed.
create table organisation_domain (
  organisation_id text not null references organisation (id),
  domain text not null,
  recorded_at timestamptz not null,
  primary key (organisation_id, domain)
);
select replicate('organisation_domain');

-- Agreements whose parties were told that the end is near: once each.
create table agreement_notice (
  agreement_id text primary key references agreement (id),
  told_at timestamptz not null
);
select replicate('agreement_notice');

-- An offering of a party of which only chosen courses count, and which nobody chose: it isn't shown.
alter table offering add column held_back boolean not null default false;
create index offering_curation on offering (id) where held_back or curated;
create or replace function offerings_found(asked tsquery) returns table (id text, definition_version_id text, platform text,
    provider_name text, title_key text, language text, level text, mode text, field text, kkni_level int, hours int,
    is_free boolean, skills text[], province text, curated boolean, rating_count int, first_seen_at timestamptz,
    withdrawn_at timestamptz, head tsvector)
  language sql stable rows 500 set enable_seqscan = off as
  $$ select o.id, o.definition_version_id, o.platform, o.provider_name, o.title_key, o.language, o.level, o.mode, o.field,
       o.kkni_level, o.hours, o.is_free, o.skills, o.province, o.curated, o.rating_count, o.first_seen_at, o.withdrawn_at, o.head
     from offering o where o.search @@ asked and o.withdrawn_at is null and not o.held_back $$;
