import type { Double, WireStruct, WireValue } from '../wire/values.ts';
import { optional, type Parameters, required, type Signature } from './parameters.ts';

/** A task method: its parameters, what it weighs on a builder, and the channel that the hub's calls ask for. */
export type TaskMethod<P extends Parameters = Parameters> = Signature<P> & {
  /** Load in builder capacity units while the task is not waiting. */
  readonly weight: number;
  /** Absent where the channel policy alone decides. */
  readonly channel?: string;
  /** Runs inside the builder's main process instead of a child. */
  readonly foreground?: true;
};

type Options = WireStruct | null;
type IdOrName = number | string;
/** Stored requests hold a name, an id or the whole record, depending on who made the task. */
type Reference = IdOrName | WireStruct;

const imageParent = { name: required<string>(), version: required<string>() };
const imageChild = { ...imageParent, release: required<string>(), arch: required<string>() };
const imageSource = { target_info: required<WireStruct>(), build_tag: required<Reference>(), repo_info: required<WireStruct>() };
const opts = optional<Options>(null);

function task<const P extends Parameters>(
  weight: number,
  params: P,
  more: Omit<TaskMethod, 'params' | 'weight'> = {},
): TaskMethod<P> {
  return { params, weight, ...more };
}

/** Every task method known to the build system, sorted by name within its family. */
export const taskMethods = {
  build: task(0.2, { src: required<string>(), target: required<Reference | null>(), opts }),
  // buildArch grows heavier with the package's history; the builder adds that to this base.
  buildArch: task(1.5, {
    pkg: required<string | WireStruct>(),
    root: required<Reference>(),
    arch: required<string>(),
    keep_srpm: required<boolean>(),
    opts,
  }),
  buildSRPMFromSCM: task(1.0, { url: required<string>(), build_tag: required<Reference>(), opts }),
  chainbuild: task(0.1, { srcs: required<string[][]>(), target: required<Reference>(), opts }),
  rebuildSRPM: task(1.0, { srpm: required<string>(), build_tag: required<Reference>(), opts }),
  tagBuild: task(1.0, {
    tag_id: required<IdOrName>(),
    build_id: required<IdOrName>(),
    force: optional<boolean>(false),
    fromtag: optional<IdOrName | null>(null),
    ignore_success: optional<boolean>(false),
  }),

  buildMaven: task(1.5, { url: required<string>(), build_tag: required<WireStruct>(), opts }),
  chainmaven: task(0.2, { builds: required<WireStruct>(), target: required<Reference>(), opts }, { channel: 'maven' }),
  maven: task(0.2, { url: required<string>(), target: required<Reference>(), opts }, { channel: 'maven' }),
  wrapperRPM: task(
    1.5,
    {
      spec_url: required<string>(),
      build_target: required<WireStruct>(),
      build: required<WireStruct | null>(),
      task: required<WireStruct | null>(),
      opts,
    },
    { channel: 'maven' },
  ),

  vmExec: task(3.0, { name: required<string>(), task_info: required<WireValue[]>(), opts: required<Options>() }),
  winbuild: task(
    0.2,
    { name: required<string>(), source_url: required<string>(), target: required<Reference>(), opts: required<Options>() },
    { channel: 'vm' },
  ),

  appliance: task(
    1.0,
    { ...imageParent, arch: required<string>(), target: required<Reference>(), ksfile: required<string>(), opts },
    { channel: 'appliance' },
  ),
  createAppliance: task(1.5, { ...imageChild, ...imageSource, ksfile: required<string>(), opts }),
  createImage: task(2.0, { ...imageChild, ...imageSource, inst_tree: required<string>(), opts }),
  createLiveCD: task(1.5, { ...imageChild, ...imageSource, ksfile: required<string>(), opts }),
  createLiveMedia: task(1.5, { ...imageChild, ...imageSource, ksfile: required<string>(), opts }),
  image: task(
    1.0,
    { ...imageParent, arches: required<string[]>(), target: required<Reference>(), inst_tree: required<string>(), opts },
    { channel: 'image' },
  ),
  indirectionimage: task(1.0, { opts: required<WireStruct>() }, { channel: 'image' }),
  livecd: task(
    1.0,
    { ...imageParent, arch: required<string>(), target: required<Reference>(), ksfile: required<string>(), opts },
    { channel: 'livecd' },
  ),
  livemedia: task(
    1.0,
    { ...imageParent, arches: required<string[]>(), target: required<Reference>(), ksfile: required<string>(), opts },
    { channel: 'livemedia' },
  ),

  createdistrepo: task(1.5, {
    tag: required<Reference>(),
    repo_id: required<number>(),
    arch: required<string>(),
    keys: required<string[]>(),
    opts: required<WireStruct>(),
  }),
  createrepo: task(1.5, { repo_id: required<number>(), arch: required<string>(), oldrepo: required<WireStruct | null>() }),
  distRepo: task(
    0.1,
    { tag: required<Reference>(), repo_id: required<number>(), keys: required<string[]>(), task_opts: required<WireStruct>() },
    { channel: 'createrepo' },
  ),
  newRepo: task(
    0.1,
    {
      tag: required<Reference>(),
      event: optional<number | null>(null),
      src: optional<boolean | null>(null),
      debuginfo: optional<boolean | null>(null),
      separate_src: optional<boolean | null>(null),
      opts,
    },
    { channel: 'createrepo' },
  ),
  waitrepo: task(0.2, {
    tag: required<Reference>(),
    // A moment as epoch seconds or text, or "now".
    newer_than: optional<number | Double | string | null>(null),
    nvrs: optional<string[] | null>(null),
    min_event: optional<number | string | null>(null),
  }),

  buildNotification: task(0.1, {
    recipients: required<string[]>(),
    build: required<WireStruct>(),
    target: required<WireStruct | null>(),
    weburl: required<string>(),
  }),
  tagNotification: task(0.1, {
    recipients: required<string[]>(),
    is_successful: required<boolean>(),
    tag_info: required<Reference | null>(),
    from_info: required<Reference | null>(),
    build_info: required<Reference>(),
    user_info: required<Reference | null>(),
    ignore_success: optional<boolean | null>(null),
    failure_msg: optional<string>(''),
  }),

  dependantTask: task(0.2, { wait_list: required<number[]>(), task_list: required<WireValue[][]>() }),
  restart: task(0.1, { host: required<WireStruct>() }, { foreground: true }),
  restartHosts: task(0.1, { options: optional<Options>(null) }),
  restartVerify: task(0.1, { task_id: required<number>(), host: required<WireStruct>() }, { foreground: true }),
  shutdown: task(0, {}, { foreground: true }),

  default: task(0.1, {}, { rest: 'args', keywords: 'opts' }),
  fork: task(1.0, { n: optional<number>(5), m: optional<number>(37) }),
  sleep: task(0.25, { n: required<number | Double | string>() }),
  someMethod: task(1.0, {}, { rest: 'args', foreground: true }),
  subtask: task(0.1, { n: optional<number>(4) }),
  waittest: task(0.1, { count: required<number>(), seconds: optional<number>(10) }),

  createDudIso: task(1.0, {
    dud_name: required<string>(),
    dud_version: required<string>(),
    dud_release: required<string>(),
    arch: required<string>(),
    ...imageSource,
    pkg_list: required<string[]>(),
    opts,
  }),
  createKiwiImage: task(2.0, {
    ...imageChild,
    ...imageSource,
    desc_url: required<string>(),
    desc_path: required<string>(),
    opts,
  }),
  dudBuild: task(
    1.0,
    {
      dud_name: required<string>(),
      dud_version: required<string>(),
      arches: required<string[]>(),
      target: required<Reference>(),
      pkg_list: required<string[]>(),
      opts,
    },
    { channel: 'image' },
  ),
  kiwiBuild: task(
    4.0,
    {
      target: required<Reference>(),
      arches: required<string[]>(),
      desc_url: required<string>(),
      desc_path: required<string>(),
      opts,
    },
    { channel: 'image' },
  ),
  runroot: task(
    2.0,
    {
      root: required<Reference>(),
      arch: required<string>(),
      command: required<string | string[]>(),
      keep: optional<boolean>(false),
      packages: optional<string[]>([]),
      mounts: optional<string[]>([]),
      repo_id: optional<number | null>(null),
      skip_setarch: optional<boolean>(false),
      weight: optional<number | Double | null>(null),
      upload_logs: optional<string[] | null>(null),
      new_chroot: optional<boolean | null>(false),
    },
    { channel: 'runroot' },
  ),
  saveFailedTree: task(3.0, { buildrootID: required<number>(), full: optional<boolean>(false) }),
} as const satisfies { readonly [method: string]: TaskMethod };
