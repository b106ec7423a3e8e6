--! compatible: indexes
-- Tasks and builds of a time, and the packages of an owner, are found without looking at all there ever were.

create index task_by_create_time on task (create_time);
create index task_by_completion_time on task (completion_time);
create index build_by_create_event on build (create_event);
create index tag_package_owners_by_owner on tag_package_owners (owner);
