--! compatible: a hub of Koji 1.35 to 1.37 can go on working with the database
-- Takes over a database of Koji 1.35, 1.36 or 1.37: adds what is ours and what later versions brought.

create table schema_version (
  version integer primary key,
  applied timestamptz not null default now()
);

create or replace function get_event() returns integer as $$
  insert into events (time) values (clock_timestamp()) returning id;
$$ language sql;
create or replace function get_event_time(integer) returns timestamptz as $$
  select time from events where id = $1;
$$ language sql;

alter table rpminfo
  add column if not exists sigmd5 text,
  add column if not exists sha1header text,
  add column if not exists sha256header text,
  add column if not exists sha3_256header text;

alter table users add column krb_principal varchar(255);

alter table host add column capacity double precision check (capacity > 1);
update host set capacity = host_config.capacity from host_config where host_config.host_id = host.id and host_config.active;

-- Plain SQL that the setup guide has operators type ---------------------------------------------------------

create or replace function file_krb_principal() returns trigger as $$
begin
  if tg_op = 'UPDATE' and old.krb_principal is not null and old.krb_principal is distinct from new.krb_principal then
    delete from user_krb_principals where user_id = new.id and krb_principal = old.krb_principal;
  end if;
  if new.krb_principal is not null then
    insert into user_krb_principals (user_id, krb_principal) values (new.id, new.krb_principal)
      on conflict (user_id, krb_principal) do nothing;
  end if;
  return null;
end;
$$ language plpgsql;
create trigger users_krb_principal after insert or update of krb_principal on users
  for each row execute function file_krb_principal();

-- A principal that is detached must not linger in the column.
create or replace function forget_krb_principal() returns trigger as $$
begin
  update users set krb_principal = null where id = old.user_id and krb_principal = old.krb_principal;
  return null;
end;
$$ language plpgsql;
create trigger user_krb_principals_removed after delete on user_krb_principals
  for each row execute function forget_krb_principal();

-- host.capacity set by hand becomes a new version of the host's settings, made by the host's own user.
create or replace function version_host_capacity() returns trigger as $$
declare
  event integer;
begin
  if new.capacity is null or new.capacity is not distinct from (select capacity from host_config where host_id = new.id and active) then
    return null;
  end if;
  event := get_event();
  update host_config set active = null, revoke_event = event, revoker_id = new.user_id where host_id = new.id and active;
  insert into host_config (host_id, arches, capacity, description, comment, enabled, create_event, creator_id)
    select host_id, arches, new.capacity, description, comment, enabled, event, new.user_id
    from host_config where host_id = new.id and revoke_event = event;
  return null;
end;
$$ language plpgsql;
create trigger host_capacity after update of capacity on host
  for each row execute function version_host_capacity();

create or replace function show_host_capacity() returns trigger as $$
begin
  if new.active then
    update host set capacity = new.capacity where id = new.host_id and capacity is distinct from new.capacity;
  end if;
  return null;
end;
$$ language plpgsql;
create trigger host_config_capacity after insert or update on host_config
  for each row execute function show_host_capacity();

create index if not exists events_by_time on events (time);
create index if not exists sessions_by_user on sessions (user_id) where closed = false;
create index if not exists task_free_by_priority on task (priority, create_time) where state = 0;
create index if not exists task_by_parent on task (parent) where parent is not null;
create index if not exists task_by_owner on task (owner, id);
create index if not exists task_by_state_id on task (state, id);
create index if not exists task_by_host_state on task (host_id, state) where state in (1, 4);
create index if not exists package_name_pattern on package (name text_pattern_ops);
create index if not exists build_by_task on build (task_id) where task_id is not null;
create index if not exists build_by_owner on build (owner);
create index if not exists build_by_pkg_newest on build (pkg_id, id desc);
create index if not exists build_by_state on build (state) where state <> 1;
create index if not exists build_types_by_btype on build_types (btype_id);
create index if not exists repo_by_tag on repo (tag_id, create_event desc);
create index if not exists repo_by_live_state on repo (state) where state <> 3;
create index if not exists repo_queue_active on repo_queue (tag_id) where active;
create index if not exists standard_buildroot_host_id on standard_buildroot (host_id);
create index if not exists standard_buildroot_repo_id on standard_buildroot (repo_id);
create index if not exists standard_buildroot_task_id on standard_buildroot (task_id);
create index if not exists standard_buildroot_create_event on standard_buildroot (create_event);
create index if not exists standard_buildroot_state on standard_buildroot (state);
create index if not exists tag_listing_live on tag_listing (tag_id, create_event desc, build_id desc) where active = true;
create index if not exists tag_listing_by_build on tag_listing (build_id);
create index if not exists tag_listing_made on tag_listing (tag_id, create_event);
create index if not exists tag_listing_ended on tag_listing (tag_id, revoke_event) where revoke_event is not null;
create index if not exists tag_listing_create_event on tag_listing (create_event);
create index if not exists tag_listing_revoke_event on tag_listing (revoke_event) where revoke_event is not null;
create index if not exists tag_packages_by_tag on tag_packages (tag_id, package_id);
create index if not exists tag_packages_made on tag_packages (tag_id, create_event);
create index if not exists tag_packages_ended on tag_packages (tag_id, revoke_event) where revoke_event is not null;
create index if not exists tag_package_owners_by_tag on tag_package_owners (tag_id, package_id);
create index if not exists rpminfo_by_buildroot on rpminfo (buildroot_id) where buildroot_id is not null;
create index if not exists scheduler_task_runs_active on scheduler_task_runs (task_id) where active;
create index if not exists scheduler_log_messages_by_task on scheduler_log_messages (task_id);

grant select on build, package, task, tag, tag_listing, tag_config, tag_inheritance, tag_packages, rpminfo to public;

insert into archivetypes (name, description, extensions, compression_type) values
  ('erofs', 'erofs image', 'erofs', null),
  ('erofs-compressed', 'Compressed erofs image', 'erofs.gz erofs.xz', null),
  ('squashfs', 'SquashFS image', 'squashfs', null),
  ('squashfs-compressed', 'Compressed SquashFS image', 'squashfs.gz squashfs.xz', null),
  ('wsl', 'Compressed tarball for Windows Subsystem for Linux', 'wsl', null)
on conflict (name) do nothing;
insert into locks (name) values ('protonmsg-plugin'), ('scheduler'), ('repo-queue') on conflict (name) do nothing;
