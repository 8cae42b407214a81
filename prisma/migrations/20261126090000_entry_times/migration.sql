-- The home page counts entries of a few types within days or weeks.
create index entry_type_at_idx on entry (type, at);
