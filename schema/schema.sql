-- The whole database of a Koji hub, in one place. Load it as the database's owner:
--   psql koji koji < schema/schema.sql
--
-- Versioned tables carry create_event, revoke_event, creator_id, revoker_id and active. Their rows are never
-- changed: a change revokes the live row and inserts a new one. `active` is true or null, so that unique
-- constraints that include it bind live rows only.
--
-- How to change it: README.md beside this file. "Ours" marks what Koji's own schema (1.35 to 1.37) does not have.

begin;

create table schema_version (
  version integer primary key,
  applied timestamptz not null default now()
);
insert into schema_version (version) values (5);

-- A global logical clock; ids keep their order even if the wall clock goes back.
create table events (
  id serial primary key,
  time timestamptz not null default clock_timestamp()
);
-- Ours: the event of a time.
create index events_by_time on events (time);

create function get_event() returns integer as $$
  insert into events (time) values (clock_timestamp()) returning id;
$$ language sql;

create function get_event_time(integer) returns timestamptz as $$
  select time from events where id = $1;
$$ language sql;

-- optional names for events (unused by hub code paths)
create table event_labels (
  event_id integer not null references events (id),
  label varchar(255) not null unique
);

-- people, hosts and user groups in one table (usertype)
create table users (
  id serial primary key,
  name varchar(255) not null unique,
  password varchar(255),
  status integer not null,
  usertype integer not null,
  -- Ours: what the setup guide's plain INSERT writes; a trigger files it in user_krb_principals.
  krb_principal varchar(255)
);

-- 0..n principals per user; a principal maps to one user
create table user_krb_principals (
  user_id integer not null references users (id),
  krb_principal varchar(255) not null unique,
  primary key (user_id, krb_principal)
);

-- permission names
create table permissions (
  id serial primary key,
  name varchar(50) not null unique,
  description text
);

-- direct grants (to users or user groups)
create table user_perms (
  user_id integer not null references users (id),
  perm_id integer not null references permissions (id),
  create_event integer not null default get_event() references events (id),
  revoke_event integer references events (id),
  creator_id integer not null references users (id),
  revoker_id integer references users (id),
  active boolean default true check (active),
  primary key (create_event, user_id, perm_id),
  unique (user_id, perm_id, active),
  constraint active_revoke_sane check ((active is null and revoke_event is not null and revoker_id is not null) or (active is not null and revoke_event is null and revoker_id is null))
);

-- membership of users in group-type users
create table user_groups (
  user_id integer not null references users (id),
  group_id integer not null references users (id),
  create_event integer not null default get_event() references events (id),
  revoke_event integer references events (id),
  creator_id integer not null references users (id),
  revoker_id integer references users (id),
  active boolean default true check (active),
  primary key (create_event, user_id, group_id),
  unique (user_id, group_id, active),
  constraint active_revoke_sane check ((active is null and revoke_event is not null and revoker_id is not null) or (active is not null and revoke_event is null and revoker_id is null))
);

-- login sessions and subsessions (master -> top session)
create table sessions (
  id serial primary key,
  user_id integer not null references users (id),
  expired boolean not null default false,
  master integer references sessions (id),
  key varchar(255),
  authtype integer,
  hostip varchar(255),
  callnum integer,
  start_time timestamptz not null default now(),
  update_time timestamptz not null default now(),
  exclusive boolean check (exclusive),
  closed boolean not null default false,
  renew_time timestamptz,
  constraint no_exclusive_subsessions check (master is null or exclusive is null),
  constraint no_closed_exclusive check (closed is false or exclusive is null),
  unique (user_id, exclusive)
);
create index sessions_master on sessions (master);
create index sessions_active_and_recent on sessions (expired, master, update_time) where expired = false and master is null;
create index sessions_expired on sessions (expired);
create index sessions_by_user on sessions (user_id) where closed = false;

-- task routing labels
create table channels (
  id serial primary key,
  name varchar(128) not null unique,
  description text,
  enabled boolean not null default true,
  comment text
);

-- builder identity + heartbeat
create table host (
  id serial primary key,
  user_id integer not null references users (id),
  name varchar(128) not null unique,
  update_time timestamptz,
  task_load double precision not null default 0.0 check (not task_load < 0),
  ready boolean not null default false,
  -- Ours: kept in step with host_config both ways, so that capacity can be read and set here with plain SQL.
  capacity double precision check (capacity > 1)
);

-- builder settings over time
create table host_config (
  host_id integer not null references host (id),
  arches text,
  capacity double precision not null default 2.0 check (capacity > 1),
  description text,
  comment text,
  enabled boolean not null default true,
  create_event integer not null default get_event() references events (id),
  revoke_event integer references events (id),
  creator_id integer not null references users (id),
  revoker_id integer references users (id),
  active boolean default true check (active),
  primary key (create_event, host_id),
  unique (host_id, active),
  constraint active_revoke_sane check ((active is null and revoke_event is not null and revoker_id is not null) or (active is not null and revoke_event is null and revoker_id is null))
);
create index host_config_by_active_and_enabled on host_config (active, enabled);

-- builder subscriptions over time
create table host_channels (
  host_id integer not null references host (id),
  channel_id integer not null references channels (id),
  create_event integer not null default get_event() references events (id),
  revoke_event integer references events (id),
  creator_id integer not null references users (id),
  revoker_id integer references users (id),
  active boolean default true check (active),
  primary key (create_event, host_id, channel_id),
  unique (host_id, channel_id, active),
  constraint active_revoke_sane check ((active is null and revoke_event is not null and revoker_id is not null) or (active is not null and revoke_event is null and revoker_id is null))
);

-- work queue; request/result hold XML-RPC documents as text
create table task (
  id serial primary key,
  state integer,
  create_time timestamptz not null default now(),
  start_time timestamptz,
  completion_time timestamptz,
  channel_id integer not null references channels (id),
  host_id integer references host (id),
  parent integer references task (id),
  label varchar(255),
  waiting boolean,
  awaited boolean,
  owner integer not null references users (id),
  method text,
  request text,
  result text,
  eta integer,
  arch varchar(16) not null,
  priority integer,
  weight double precision not null default 1.0 check (not weight < 0),
  constraint parent_label_sane check (parent is not null or label is null),
  unique (parent, label)
);
create index task_by_state on task (state);
create index task_by_host on task (host_id);
create index task_by_no_parent_state_method on task (parent, state, method) where parent is null;
-- Ours: the scheduler's queue in its order, the children of a task, a user's latest tasks, tasks of a time.
create index task_free_by_priority on task (priority, create_time) where state = 0;
create index task_by_parent on task (parent) where parent is not null;
create index task_by_owner on task (owner, id);
create index task_by_state_id on task (state, id);
create index task_by_method on task (method, id, arch);
create index task_by_host_state on task (host_id, state) where state in (1, 4);
create index task_by_create_time on task (create_time);
create index task_by_completion_time on task (completion_time);

-- source package names
create table package (
  id serial primary key,
  name text not null unique
);
-- Ours: prefix and glob searches.
create index package_name_begin on package (lower(name) text_pattern_ops);

-- storage volumes
create table volume (
  id serial primary key,
  name text not null unique
);

-- external importers
create table content_generator (
  id serial primary key,
  name text not null unique
);

-- builds; NVR unique including draft suffix
create table build (
  id serial primary key,
  volume_id integer not null references volume (id),
  pkg_id integer not null references package (id) deferrable,
  version text not null,
  release text not null,
  epoch integer,
  draft boolean not null default false,
  source text,
  create_event integer not null default get_event() references events (id),
  start_time timestamptz,
  completion_time timestamptz,
  promotion_time timestamptz,
  state integer not null,
  task_id integer references task (id),
  owner integer not null references users (id),
  promoter integer references users (id),
  cg_id integer references content_generator (id),
  extra text,
  constraint build_pkg_ver_rel unique (pkg_id, version, release),
  constraint draft_for_rpminfo unique (id, draft),
  constraint completion_sane check ((state = 0 and completion_time is null) or (state <> 0 and completion_time is not null)),
  constraint promotion_sane check (not draft or (promotion_time is null and promoter is null)),
  constraint draft_release_sane check (not draft or release ~ ('^.*,draft_' || id::text || '$'))
);
create index build_by_pkg_id on build (pkg_id);
create index build_completion on build (completion_time);
-- Ours: builds of a task, of an owner, of a time; the newest of a package.
create index build_by_task on build (task_id) where task_id is not null;
create index build_by_owner on build (owner);
create index build_by_pkg_newest on build (pkg_id, id desc);
create index build_by_state on build (state) where state <> 1;
create index build_by_create_event on build (create_event);

-- build type names
create table btype (
  id serial primary key,
  name text not null unique
);

-- build <-> btype
create table build_types (
  build_id integer not null references build (id),
  btype_id integer not null references btype (id),
  primary key (build_id, btype_id)
);
create index build_types_by_btype on build_types (btype_id);

-- tag ids and current names (rename is not versioned)
create table tag (
  id serial primary key,
  name text not null unique
);

-- child(tag_id) -> parent links
create table tag_inheritance (
  tag_id integer not null references tag (id),
  parent_id integer not null references tag (id),
  priority integer not null,
  maxdepth integer,
  intransitive boolean not null default false,
  noconfig boolean not null default false,
  pkg_filter text,
  create_event integer not null default get_event() references events (id),
  revoke_event integer references events (id),
  creator_id integer not null references users (id),
  revoker_id integer references users (id),
  active boolean default true check (active),
  primary key (create_event, tag_id, priority),
  unique (tag_id, priority, active),
  unique (tag_id, parent_id, active),
  constraint active_revoke_sane check ((active is null and revoke_event is not null and revoker_id is not null) or (active is not null and revoke_event is null and revoker_id is null))
);
create index tag_inheritance_by_parent on tag_inheritance (parent_id);

-- tag settings; tag exists iff it has an active row
create table tag_config (
  tag_id integer not null references tag (id),
  arches text,
  perm_id integer references permissions (id),
  locked boolean not null default false,
  maven_support boolean not null default false,
  maven_include_all boolean not null default false,
  create_event integer not null default get_event() references events (id),
  revoke_event integer references events (id),
  creator_id integer not null references users (id),
  revoker_id integer references users (id),
  active boolean default true check (active),
  primary key (create_event, tag_id),
  unique (tag_id, active),
  constraint active_revoke_sane check ((active is null and revoke_event is not null and revoker_id is not null) or (active is not null and revoke_event is null and revoker_id is null))
);

-- JSON-text extra values; SQL NULL value = blocked key
create table tag_extra (
  tag_id integer not null references tag (id),
  key text not null,
  value text,
  create_event integer not null default get_event() references events (id),
  revoke_event integer references events (id),
  creator_id integer not null references users (id),
  revoker_id integer references users (id),
  active boolean default true check (active),
  primary key (create_event, tag_id, key),
  unique (tag_id, key, active),
  constraint active_revoke_sane check ((active is null and revoke_event is not null and revoker_id is not null) or (active is not null and revoke_event is null and revoker_id is null))
);

-- non-versioned change markers for a tag
create table tag_updates (
  id serial primary key,
  tag_id integer not null references tag (id),
  update_event integer not null default get_event() references events (id),
  updater_id integer not null references users (id),
  update_type integer not null
);
create index tag_updates_by_tag on tag_updates (tag_id);
create index tag_updates_by_event on tag_updates (update_event);

-- target names
create table build_target (
  id serial primary key,
  name text not null unique
);

-- target settings; target exists iff active row
create table build_target_config (
  build_target_id integer not null references build_target (id),
  build_tag integer not null references tag (id),
  dest_tag integer not null references tag (id),
  create_event integer not null default get_event() references events (id),
  revoke_event integer references events (id),
  creator_id integer not null references users (id),
  revoker_id integer references users (id),
  active boolean default true check (active),
  primary key (create_event, build_target_id),
  unique (build_target_id, active),
  constraint active_revoke_sane check ((active is null and revoke_event is not null and revoker_id is not null) or (active is not null and revoke_event is null and revoker_id is null))
);

-- generated repos
create table repo (
  id serial primary key,
  creation_time timestamptz default now(),
  create_event integer not null default get_event() references events (id),
  state_time timestamptz default now(),
  begin_event integer references events (id),
  end_event integer references events (id),
  tag_id integer not null references tag (id),
  state integer,
  dist boolean default false,
  opts jsonb,
  custom_opts jsonb,
  task_id integer references task (id)
);
-- Ours: kojira and the queue ask for live repos only.
create index repo_by_tag on repo (tag_id, create_event desc);
create index repo_by_live_state on repo (state) where state <> 3;

-- repo requests (1.35+)
create table repo_queue (
  id serial primary key,
  create_time timestamptz not null default now(),
  owner integer not null references users (id),
  priority integer not null,
  tag_id integer not null references tag (id),
  at_event integer references events (id),
  min_event integer references events (id),
  opts jsonb not null,
  update_time timestamptz not null default now(),
  active boolean not null default true,
  task_id integer references task (id),
  tries integer not null default 0,
  repo_id integer references repo (id),
  constraint only_one_event check (at_event is null or min_event is null),
  constraint active_sane check (not active or repo_id is null)
);
create index repo_queue_active on repo_queue (tag_id) where active;

-- external repo names
create table external_repo (
  id serial primary key,
  name text not null unique
);

-- external repo urls
create table external_repo_config (
  external_repo_id integer not null references external_repo (id),
  url text not null,
  create_event integer not null default get_event() references events (id),
  revoke_event integer references events (id),
  creator_id integer not null references users (id),
  revoker_id integer references users (id),
  active boolean default true check (active),
  primary key (create_event, external_repo_id),
  unique (external_repo_id, active),
  constraint active_revoke_sane check ((active is null and revoke_event is not null and revoker_id is not null) or (active is not null and revoke_event is null and revoker_id is null))
);

-- tracking data written by kojira (1.35+)
create table external_repo_data (
  external_repo_id integer not null references external_repo (id),
  data jsonb,
  create_event integer not null default get_event() references events (id),
  revoke_event integer references events (id),
  creator_id integer not null references users (id),
  revoker_id integer references users (id),
  active boolean default true check (active),
  primary key (create_event, external_repo_id),
  unique (external_repo_id, active),
  constraint active_revoke_sane check ((active is null and revoke_event is not null and revoker_id is not null) or (active is not null and revoke_event is null and revoker_id is null))
);

-- tag <-> external repo
create table tag_external_repos (
  tag_id integer not null references tag (id),
  external_repo_id integer not null references external_repo (id),
  priority integer not null,
  merge_mode text not null default 'koji',
  arches text,
  create_event integer not null default get_event() references events (id),
  revoke_event integer references events (id),
  creator_id integer not null references users (id),
  revoker_id integer references users (id),
  active boolean default true check (active),
  primary key (create_event, tag_id, priority),
  unique (tag_id, priority, active),
  unique (tag_id, external_repo_id, active),
  constraint active_revoke_sane check ((active is null and revoke_event is not null and revoker_id is not null) or (active is not null and revoke_event is null and revoker_id is null))
);

-- who may act as which CG
create table cg_users (
  cg_id integer not null references content_generator (id),
  user_id integer not null references users (id),
  create_event integer not null default get_event() references events (id),
  revoke_event integer references events (id),
  creator_id integer not null references users (id),
  revoker_id integer references users (id),
  active boolean default true check (active),
  primary key (create_event, cg_id, user_id),
  unique (cg_id, user_id, active),
  constraint active_revoke_sane check ((active is null and revoke_event is not null and revoker_id is not null) or (active is not null and revoke_event is null and revoker_id is null))
);

-- CG reservation tokens
create table build_reservations (
  build_id integer not null references build (id),
  token varchar(64),
  created timestamptz not null,
  primary key (build_id)
);
create index build_reservations_created on build_reservations (created);

-- any buildroot (standard or external/CG)
create table buildroot (
  id serial primary key,
  br_type integer not null,
  cg_id integer references content_generator (id),
  cg_version text,
  container_type text,
  container_arch text,
  host_os text,
  host_arch text,
  extra text,
  constraint cg_sane check ((cg_id is null and cg_version is null) or (cg_id is not null and cg_version is not null)),
  constraint container_sane check ((container_type is null and container_arch is null) or (container_type is not null and container_arch is not null))
);

-- extra data for hub-managed buildroots
create table standard_buildroot (
  buildroot_id integer primary key references buildroot (id),
  host_id integer not null references host (id),
  repo_id integer not null references repo (id),
  task_id integer not null references task (id),
  create_event integer not null default get_event() references events (id),
  retire_event integer,
  state integer
);
create index standard_buildroot_host_id on standard_buildroot (host_id);
create index standard_buildroot_repo_id on standard_buildroot (repo_id);
create index standard_buildroot_task_id on standard_buildroot (task_id);
create index standard_buildroot_create_event on standard_buildroot (create_event);
create index standard_buildroot_state on standard_buildroot (state);

-- CG tool versions
create table buildroot_tools_info (
  buildroot_id integer not null references buildroot (id),
  tool text not null,
  version text not null,
  primary key (buildroot_id, tool)
);

-- marks image builds
create table image_builds (
  build_id integer primary key references build (id)
);

-- tagged builds
create table tag_listing (
  build_id integer not null references build (id),
  tag_id integer not null references tag (id),
  create_event integer not null default get_event() references events (id),
  revoke_event integer references events (id),
  creator_id integer not null references users (id),
  revoker_id integer references users (id),
  active boolean default true check (active),
  primary key (create_event, build_id, tag_id),
  unique (build_id, tag_id, active),
  constraint active_revoke_sane check ((active is null and revoke_event is not null and revoker_id is not null) or (active is not null and revoke_event is null and revoker_id is null))
);
create index tag_listing_tag_id_key on tag_listing (tag_id);
-- Ours: what is tagged now, in the order that decides which build is latest.
create index tag_listing_live on tag_listing (tag_id, create_event desc, build_id desc) where active = true;
create index tag_listing_by_build on tag_listing (build_id);
-- Ours: a tag's first and last change, here and in tag_packages one step into each.
create index tag_listing_made on tag_listing (tag_id, create_event);
create index tag_listing_ended on tag_listing (tag_id, revoke_event) where revoke_event is not null;
create index tag_listing_create_event on tag_listing (create_event);
create index tag_listing_revoke_event on tag_listing (revoke_event) where revoke_event is not null;

-- package list entries
create table tag_packages (
  package_id integer not null references package (id),
  tag_id integer not null references tag (id),
  blocked boolean not null default false,
  extra_arches text,
  create_event integer not null default get_event() references events (id),
  revoke_event integer references events (id),
  creator_id integer not null references users (id),
  revoker_id integer references users (id),
  active boolean default true check (active),
  primary key (create_event, package_id, tag_id),
  unique (package_id, tag_id, active),
  constraint active_revoke_sane check ((active is null and revoke_event is not null and revoker_id is not null) or (active is not null and revoke_event is null and revoker_id is null))
);
create index tag_packages_active_tag_id on tag_packages (active, tag_id);
create index tag_packages_create_event on tag_packages (create_event);
create index tag_packages_revoke_event on tag_packages (revoke_event);
create index tag_packages_by_tag on tag_packages (tag_id, package_id);
create index tag_packages_listed on tag_packages (tag_id, package_id) include (blocked, extra_arches) where active;
create index tag_packages_made on tag_packages (tag_id, create_event);
create index tag_packages_ended on tag_packages (tag_id, revoke_event) where revoke_event is not null;

-- package owners per tag (separate history)
create table tag_package_owners (
  package_id integer not null references package (id),
  tag_id integer not null references tag (id),
  owner integer not null references users (id),
  create_event integer not null default get_event() references events (id),
  revoke_event integer references events (id),
  creator_id integer not null references users (id),
  revoker_id integer references users (id),
  active boolean default true check (active),
  primary key (create_event, package_id, tag_id),
  unique (package_id, tag_id, active),
  constraint active_revoke_sane check ((active is null and revoke_event is not null and revoker_id is not null) or (active is not null and revoke_event is null and revoker_id is null))
);
create index tag_package_owners_by_tag on tag_package_owners (tag_id, package_id);
create index tag_package_owners_listed on tag_package_owners (tag_id, package_id) include (owner) where active;
create index tag_package_owners_by_owner on tag_package_owners (owner);

-- comps group names
create table groups (
  id serial primary key,
  name varchar(50) not null unique
);

-- comps group settings per tag
create table group_config (
  group_id integer not null references groups (id),
  tag_id integer not null references tag (id),
  blocked boolean not null default false,
  exported boolean default true,
  display_name text not null,
  is_default boolean,
  uservisible boolean,
  description text,
  langonly text,
  biarchonly boolean,
  create_event integer not null default get_event() references events (id),
  revoke_event integer references events (id),
  creator_id integer not null references users (id),
  revoker_id integer references users (id),
  active boolean default true check (active),
  primary key (create_event, group_id, tag_id),
  unique (group_id, tag_id, active),
  constraint active_revoke_sane check ((active is null and revoke_event is not null and revoker_id is not null) or (active is not null and revoke_event is null and revoker_id is null))
);

-- group -> required group per tag
create table group_req_listing (
  group_id integer not null references groups (id),
  tag_id integer not null references tag (id),
  req_id integer not null references groups (id),
  blocked boolean not null default false,
  type varchar(25),
  is_metapkg boolean not null default false,
  create_event integer not null default get_event() references events (id),
  revoke_event integer references events (id),
  creator_id integer not null references users (id),
  revoker_id integer references users (id),
  active boolean default true check (active),
  primary key (create_event, group_id, tag_id, req_id),
  unique (group_id, tag_id, req_id, active),
  constraint active_revoke_sane check ((active is null and revoke_event is not null and revoker_id is not null) or (active is not null and revoke_event is null and revoker_id is null))
);

-- rpm names in group per tag
create table group_package_listing (
  group_id integer not null references groups (id),
  tag_id integer not null references tag (id),
  package text,
  blocked boolean not null default false,
  type varchar(25) not null,
  basearchonly boolean,
  requires text,
  create_event integer not null default get_event() references events (id),
  revoke_event integer references events (id),
  creator_id integer not null references users (id),
  revoker_id integer references users (id),
  active boolean default true check (active),
  primary key (create_event, group_id, tag_id, package),
  unique (group_id, tag_id, package, active),
  constraint active_revoke_sane check ((active is null and revoke_event is not null and revoker_id is not null) or (active is not null and revoke_event is null and revoker_id is null))
);

-- rpms, internal and external
create table rpminfo (
  id serial primary key,
  build_id integer,
  buildroot_id integer references buildroot (id),
  name text not null,
  version text not null,
  release text not null,
  epoch integer,
  arch varchar(16) not null,
  draft boolean,
  external_repo_id integer not null references external_repo (id),
  payloadhash text not null,
  size bigint not null,
  buildtime bigint not null,
  metadata_only boolean not null default false,
  extra text,
  -- what the signature header says of the rest
  sigmd5 text,
  sha1header text,
  sha256header text,
  sha3_256header text,
  foreign key (build_id, draft) references build (id, draft) on update cascade,
  constraint build_id_draft_external_repo_id_sane check (
    (draft is null and build_id is null and external_repo_id <> 0) or (draft is not null and build_id is not null and external_repo_id = 0))
);
create index rpminfo_build on rpminfo (build_id);
create unique index rpminfo_unique_nvra_not_draft on rpminfo (name, version, release, arch, external_repo_id) where draft is not true;
create index rpminfo_nvra on rpminfo (name, version, release, arch, external_repo_id);
create index rpminfo_filename on rpminfo ((name || '-' || version || '-' || release || '.' || arch || '.rpm')) include (id);
create index rpminfo_by_buildroot on rpminfo (buildroot_id) where buildroot_id is not null;

-- signature headers known per rpm
create table rpmsigs (
  rpm_id integer not null references rpminfo (id),
  sigkey text not null,
  sighash text not null,
  constraint rpmsigs_no_resign unique (rpm_id, sigkey)
);

-- rpms in buildroot
create table buildroot_listing (
  buildroot_id integer not null references buildroot (id),
  rpm_id integer not null references rpminfo (id),
  is_update boolean not null default false,
  unique (buildroot_id, rpm_id)
);
create index buildroot_listing_rpms on buildroot_listing (rpm_id);

-- mail subscriptions
create table build_notifications (
  id serial primary key,
  user_id integer not null references users (id),
  package_id integer references package (id),
  tag_id integer references tag (id),
  success_only boolean not null default false,
  email text not null
);

-- mail opt-outs
create table build_notifications_block (
  id serial primary key,
  user_id integer not null references users (id),
  package_id integer references package (id),
  tag_id integer references tag (id)
);

-- Maven info
create table maven_builds (
  build_id integer primary key references build (id),
  group_id text not null,
  artifact_id text not null,
  version text not null
);

-- Windows info
create table win_builds (
  build_id integer primary key references build (id),
  platform text not null
);

-- file types
create table archivetypes (
  id serial primary key,
  name text not null unique,
  description text not null,
  extensions text not null,
  compression_type text
);

-- non-rpm outputs
create table archiveinfo (
  id serial primary key,
  type_id integer not null references archivetypes (id),
  btype_id integer references btype (id),
  build_id integer not null references build (id),
  buildroot_id integer references buildroot (id),
  filename text not null,
  size bigint not null,
  checksum text not null,
  checksum_type integer not null,
  metadata_only boolean not null default false,
  extra text
);
create index archiveinfo_build_idx on archiveinfo (build_id);
create index archiveinfo_buildroot_idx on archiveinfo (buildroot_id);
create index archiveinfo_type_idx on archiveinfo (type_id);
create index archiveinfo_filename_idx on archiveinfo (filename);

-- Maven coordinates of a file
create table maven_archives (
  archive_id integer primary key references archiveinfo (id),
  group_id text not null,
  artifact_id text not null,
  version text not null
);

-- architecture of an image
create table image_archives (
  archive_id integer primary key references archiveinfo (id),
  arch varchar(16) not null
);

-- rpms inside an archive
create table archive_rpm_components (
  archive_id integer not null references archiveinfo (id),
  rpm_id integer not null references rpminfo (id),
  unique (archive_id, rpm_id)
);
create index rpm_components_idx on archive_rpm_components (rpm_id);

-- archives inside an archive
create table archive_components (
  archive_id integer not null references archiveinfo (id),
  component_id integer not null references archiveinfo (id),
  unique (archive_id, component_id)
);
create index archive_components_idx on archive_components (component_id);

-- archives in buildroot
create table buildroot_archives (
  buildroot_id integer not null references buildroot (id),
  archive_id integer not null references archiveinfo (id),
  project_dep boolean not null,
  primary key (buildroot_id, archive_id)
);
create index buildroot_archives_archive_idx on buildroot_archives (archive_id);

-- place and platforms of a Windows file
create table win_archives (
  archive_id integer primary key references archiveinfo (id),
  relpath text not null,
  platforms text not null,
  flags text
);

-- unsent messages of protonmsg plugin
create table proton_queue (
  id serial primary key,
  created_ts timestamptz default now(),
  address text not null,
  props json not null,
  body json not null
);

-- whole-file checksums of signed copies
create table rpm_checksum (
  rpm_id integer not null references rpminfo (id),
  sigkey text not null,
  checksum text not null unique,
  checksum_type smallint not null,
  primary key (rpm_id, sigkey, checksum_type)
);
create index rpm_checksum_rpm_id on rpm_checksum (rpm_id);

-- assignment records
create table scheduler_task_runs (
  id serial primary key,
  task_id integer not null references task (id),
  host_id integer not null references host (id),
  active boolean not null default true,
  create_time timestamptz not null default now()
);
create index scheduler_task_runs_task on scheduler_task_runs (task_id);
create index scheduler_task_runs_host on scheduler_task_runs (host_id);
create index scheduler_task_runs_create_time on scheduler_task_runs (create_time);
create index scheduler_task_runs_active on scheduler_task_runs (task_id) where active;

-- host-reported JSON
create table scheduler_host_data (
  host_id integer primary key references host (id),
  data jsonb
);

-- scheduler state (last_run_ts)
create table scheduler_sys_data (
  name text primary key,
  data jsonb
);

-- refusals
create table scheduler_task_refusals (
  id serial primary key,
  task_id integer not null references task (id),
  host_id integer not null references host (id),
  by_host boolean not null,
  soft boolean not null default false,
  msg text,
  time timestamptz not null default now(),
  unique (task_id, host_id)
);

-- scheduler log
create table scheduler_log_messages (
  id serial primary key,
  task_id integer references task (id),
  host_id integer references host (id),
  msg_time timestamptz not null default now(),
  msg text not null
);
create index scheduler_log_messages_by_task on scheduler_log_messages (task_id);

-- named row locks
create table locks (
  name text primary key
);

-- Plain SQL that the setup guide has operators type ---------------------------------------------------------

create function file_krb_principal() returns trigger as $$
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
create function forget_krb_principal() returns trigger as $$
begin
  update users set krb_principal = null where id = old.user_id and krb_principal = old.krb_principal;
  return null;
end;
$$ language plpgsql;
create trigger user_krb_principals_removed after delete on user_krb_principals
  for each row execute function forget_krb_principal();

-- host.capacity set by hand becomes a new version of the host's settings, made by the host's own user.
create function version_host_capacity() returns trigger as $$
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

create function show_host_capacity() returns trigger as $$
begin
  if new.active then
    update host set capacity = new.capacity where id = new.host_id and capacity is distinct from new.capacity;
  end if;
  return null;
end;
$$ language plpgsql;
create trigger host_config_capacity after insert or update on host_config
  for each row execute function show_host_capacity();

-- What every user of the database may read --------------------------------------------------------------------

grant select on build, package, task, tag, tag_listing, tag_config, tag_inheritance, tag_packages, rpminfo to public;

-- Rows that every hub starts with -----------------------------------------------------------------------------

insert into permissions (name, description) values
  ('admin', 'Full administrative access'),
  ('appliance', 'Build appliance images'),
  ('dist-repo', 'Make dist repos'),
  ('host', 'Manage build hosts'),
  ('image', 'Build disk images'),
  ('image-import', 'Import disk images'),
  ('livecd', 'Build live CDs'),
  ('maven-import', 'Import Maven builds'),
  ('repo', 'Manage repos; what kojira needs'),
  ('sign', 'Import signatures and write signed rpms'),
  ('tag', 'Manage tags and what is in them'),
  ('target', 'Manage build targets'),
  ('win-admin', 'Manage Windows builds'),
  ('win-import', 'Import Windows builds'),
  ('draft-promoter', 'Promote draft builds');

insert into channels (name) values ('default'), ('createrepo'), ('maven'), ('livecd'), ('appliance'), ('vm'), ('image'), ('livemedia');

insert into volume (id, name) values (0, 'DEFAULT');
-- Marks rpms that were built here.
insert into external_repo (id, name) values (0, 'INTERNAL');
insert into btype (name) values ('rpm'), ('maven'), ('win'), ('image');
insert into locks (name) values ('protonmsg-plugin'), ('scheduler'), ('repo-queue');

insert into archivetypes (name, description, extensions, compression_type) values
  ('jar', 'Jar file', 'jar war rar ear sar jdocbook jdocbook-style', 'zip'),
  ('zip', 'Zip file', 'zip', 'zip'),
  ('pom', 'Maven Project Object Management file', 'pom', null),
  ('tar', 'Tar file', 'tar tar.gz tar.bz2 tar.xz tgz', 'tar'),
  ('xml', 'XML file', 'xml', null),
  ('xmlcompressed', 'Compressed XML file', 'xml.gz xml.bz2 xml.xz', null),
  ('xsd', 'XML Schema Definition', 'xsd', null),
  ('spec', 'RPM spec file', 'spec', null),
  ('exe', 'Windows executable', 'exe', null),
  ('dll', 'Windows dynamic link library', 'dll', null),
  ('lib', 'Windows import library', 'lib', null),
  ('sys', 'Windows device driver', 'sys', null),
  ('inf', 'Windows driver information file', 'inf', null),
  ('cat', 'Windows catalog file', 'cat', null),
  ('msi', 'Windows Installer package', 'msi', null),
  ('pdb', 'Windows debug information', 'pdb', null),
  ('oem', 'Windows driver oem file', 'oem', null),
  ('iso', 'CD/DVD Image', 'iso', null),
  ('raw', 'Raw disk image', 'raw', null),
  ('qcow', 'QCOW image', 'qcow', null),
  ('qcow2', 'QCOW2 image', 'qcow2', null),
  ('vmdk', 'vSphere image', 'vmdk', null),
  ('ova', 'Open Virtualization Archive', 'ova', null),
  ('ks', 'Kickstart', 'ks', null),
  ('cfg', 'Configuration file', 'cfg', null),
  ('vdi', 'VirtualBox Virtual Disk Image', 'vdi', null),
  ('aar', 'Binary distribution of an Android Library project', 'aar', null),
  ('apklib', 'Source distribution of an Android Library project', 'apklib', null),
  ('cab', 'Windows cabinet file', 'cab', null),
  ('dylib', 'OS X dynamic library', 'dylib', null),
  ('gem', 'Ruby gem', 'gem', null),
  ('ini', 'INI config file', 'ini', null),
  ('js', 'Javascript file', 'js', null),
  ('ldif', 'LDAP Data Interchange Format file', 'ldif', null),
  ('manifest', 'Runtime environment for .NET applications', 'manifest', null),
  ('msm', 'Windows merge module', 'msm', null),
  ('properties', 'Properties file', 'properties', null),
  ('sig', 'Signature file', 'sig signature', null),
  ('so', 'Shared library', 'so', null),
  ('txt', 'Text file', 'txt', null),
  ('vhd', 'Hyper-V image', 'vhd', null),
  ('vhdx', 'Hyper-V Virtual Hard Disk v2 image', 'vhdx', null),
  ('wsf', 'Windows script file', 'wsf', null),
  ('box', 'Vagrant Box Image', 'box', null),
  ('raw-xz', 'xz compressed raw disk image', 'raw.xz', null),
  ('json', 'JSON data', 'json', null),
  ('key', 'Key file', 'key', null),
  ('dot', 'DOT graph description', 'dot gv', null),
  ('groovy', 'Groovy script file', 'groovy gvy', null),
  ('batch', 'Batch file', 'bat', null),
  ('shell', 'Shell script', 'sh', null),
  ('rc', 'Resource file', 'rc', null),
  ('wsdl', 'Web Services Description Language', 'wsdl', null),
  ('obr', 'OSGi Bundle Repository', 'obr', null),
  ('liveimg-squashfs', 'liveimg compatible squashfs image', 'liveimg.squashfs', null),
  ('tlb', 'OLE type library file', 'tlb', null),
  ('jnilib', 'Java Native Interface library', 'jnilib', null),
  ('yaml', 'YAML Ain''t Markup Language', 'yaml yml', null),
  ('xjb', 'JAXB(Java Architecture for XML Binding) Binding Customization File', 'xjb', null),
  ('raw-gz', 'GZIP compressed raw disk image', 'raw.gz', null),
  ('qcow2-compressed', 'Compressed QCOW2 image', 'qcow2.gz qcow2.xz', null),
  ('iso-compressed', 'Compressed iso image', 'iso.gz iso.xz', null),
  ('vhd-compressed', 'Compressed VHD image', 'vhd.gz vhd.xz', null),
  ('vhdx-compressed', 'Compressed VHDx image', 'vhdx.gz vhdx.xz', null),
  ('vmdk-compressed', 'Compressed VMDK image', 'vmdk.gz vmdk.xz', null),
  ('kernel-image', 'Kernel BZ2 Image', 'vmlinuz vmlinuz.gz vmlinuz.xz', null),
  ('initramfs', 'Compressed Initramfs Image', 'img', null),
  ('checksum', 'Checksum file', 'sha256', null),
  ('changes', 'Kiwi changes file', 'changes.xz changes', null),
  ('packages', 'Kiwi packages listing', 'packages', null),
  ('verified', 'Kiwi verified package list', 'verified', null),
  ('erofs', 'erofs image', 'erofs', null),
  ('erofs-compressed', 'Compressed erofs image', 'erofs.gz erofs.xz', null),
  ('squashfs', 'SquashFS image', 'squashfs', null),
  ('squashfs-compressed', 'Compressed SquashFS image', 'squashfs.gz squashfs.xz', null),
  ('wsl', 'Compressed tarball for Windows Subsystem for Linux', 'wsl', null);

commit;
