-- What the hub's role may do where another role owns the database: read and write rows, and nothing to the schema.
-- Loaded by the owner after schema.sql, and once more after each `koji-hub migrate`. docs/installing.md tells how.

begin;

revoke create on schema public from public;
do $$
begin
  execute format('revoke temporary on database %I from public', current_database());
end
$$;

grant usage on schema public to koji;
grant usage on all sequences in schema public to koji;
grant select, insert, update on all tables in schema public to koji;

-- What was is not changed: moments, and the version of the schema.
revoke update on events from koji;
revoke insert, update on schema_version from koji;

-- All other rows stay for good.
grant delete on
  archive_components, archive_rpm_components, archiveinfo, build_notifications, build_notifications_block, build_reservations,
  build_types, buildroot_archives, buildroot_listing, image_archives, image_builds, maven_archives, maven_builds, proton_queue,
  repo_queue, rpm_checksum, rpminfo, rpmsigs, scheduler_task_refusals, sessions, tag_listing, user_krb_principals, volume,
  win_archives, win_builds
  to koji;

commit;
