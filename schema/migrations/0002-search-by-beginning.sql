--! compatible: an index
-- Searches do not look at the case of letters, which an index of the names as they are is no help for.

drop index package_name_pattern;
create index package_name_begin on package (lower(name) text_pattern_ops);
