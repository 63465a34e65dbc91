-- Promised work that will never succeed, as a letter that a mail server refused for good, ends here: it is not tried again,
-- and stays so that the operator sees it.
alter table outbox add column ended_at timestamptz;
create index outbox_ended on outbox (ended_at) where ended_at is not null;
