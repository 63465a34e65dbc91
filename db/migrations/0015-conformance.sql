-- The four-point check of a version (F031), as it was when the version was published. None for versions from before.
alter table definition_version add column conformance jsonb;
