-- How often something changed that answers of the register rest on. A sequence, because it grows at once and for everybody: what
-- was read before it grew is not the present register any more. See src/platform/change.ts.
create sequence register_change;
