--! compatible: an index
-- The newest tasks of a method, and of an arch, are found without looking at those of all others.

create index task_by_method on task (method, id, arch);
