-- Whether an award is what the AQRF calls a qualification: asked once, when it is awarded, and kept with it. An award from
-- before this says nothing, so that its record in the log stays what it was.
alter table award add column aqrf jsonb check (jsonb_array_length(aqrf -> 'points') = 4);
