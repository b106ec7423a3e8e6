--! compatible: indexes
-- Whole package lists are read from indexes alone.

create index tag_packages_listed on tag_packages (tag_id, package_id) include (blocked, extra_arches) where active;
create index tag_package_owners_listed on tag_package_owners (tag_id, package_id) include (owner) where active;
