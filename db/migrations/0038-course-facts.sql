-- What a course covers: recognition compares it with what a credential was awarded for. Null: nobody stated its skills.
alter table course add column semester int check (semester between 1 and 20);
-- [{framework, code}]
alter table course add column skills jsonb check (jsonb_typeof(skills) = 'array');
-- [{id, en}]
alter table course add column outcomes jsonb not null default '[]' check (jsonb_typeof(outcomes) = 'array');
-- Two who change it at once: the second is told.
alter table course add column revision int not null default 1 check (revision > 0);

-- What became of a table of courses. No personal data; rejected rows can be mended and sent again.
create table course_upload (
  organisation_id text not null,
  id text not null,
  programme_id text not null,
  report jsonb not null,
  uploaded_by text not null,
  uploaded_at timestamptz not null,
  primary key (organisation_id, id)
);
select shard('course_upload', 'organisation_id');

-- A university may leave open what a bare pass becomes: such credit then waits.
alter table feeder_scale alter column pass_letter drop not null;
