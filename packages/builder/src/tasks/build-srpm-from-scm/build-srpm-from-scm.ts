import { lchown, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { structValue } from '@koji/common/client/hub-client';
import { isThere } from '@koji/common/missing-files';
import type { BindMounts } from '@koji/common/mock-config';
import { Buildroot } from '../../buildroot/buildroot.ts';
import type { Identity } from '../../process/runner.ts';
import { defaultHandling, handlingByConfig, handlingByPolicy, type ScmHandling } from '../../scm/allowed.ts';
import { checkOut, checkoutLog, resolveSource } from '../../scm/checkout.ts';
import { parseScmUrl, type ScmUrl, scmFacts } from '../../scm/url.ts';
import { buildrootOrigin, canMakeBuildroot } from '../buildroot-host.ts';
import { answerSource, findMadeSource } from '../source-result.ts';
import { defineTask, type TaskContext } from '../task.ts';
import { assertSpecAllowed, findSpec } from './spec-file.ts';

/** Makes a source package from a place in a source code repository. */
export const buildSRPMFromSCM = defineTask({
  method: 'buildSRPMFromSCM',
  checkHost: canMakeBuildroot,
  async run(context, { url, build_tag: buildTag, opts }) {
    const { config } = context;
    const scm = parseScmUrl(url, { allowPassword: config.allowPasswordInScmUrl });
    const handling = await findHandling(context, scm, opts?.scratch ?? null);
    const buildroot = await Buildroot.open(context, {
      ...buildrootOrigin(buildTag, opts),
      arch: 'noarch',
      installGroup: 'srpm-build',
      // The source command may fetch files that are not in the repository.
      networking: true,
      ...(await credentialMounts(config.scmCredentialsDir)),
    });

    const directory = join(buildroot.paths.tmp, 'scmroot');
    await mkdir(directory, { recursive: true });
    const sourceDir = await checkOut(context, scm, directory, handling);
    // Before the owner changes: git does not work in directories of others.
    const source = await resolveSource(context, scm, sourceDir);
    await giveToMock(directory, buildroot.identity);
    const spec = await findSpec(sourceDir, config.supportRpmSourceLayout);
    await assertSpecAllowed(spec);
    await buildroot.buildSrpm(spec, sourceDir, handling.sourceCommand);
    const made = await findMadeSource(buildroot);
    return answerSource(context, buildroot, made, { url: scm.url, source }, [checkoutLog]);
  },
});

/** Asks the configuration, then the hub's policy; whichever are in use must both allow the repository. */
async function findHandling({ hub, id, config, log }: TaskContext, scm: ScmUrl, scratch: unknown): Promise<ScmHandling> {
  let handling = defaultHandling;
  if (config.allowedScmsUseConfig) {
    const warn = (entry: string) => log.warn({ entry }, 'ignoring an entry of allowed_scms that is not host:repository');
    handling = handlingByConfig(scm, config.allowedScms, warn);
  }
  if (config.allowedScmsUsePolicy) {
    const task = (await hub.getTaskInfo(id)) as { owner: number; channel_id: number };
    const channel = await hub.getChannel(task.channel_id, { strict: true });
    const data = { ...scmFacts(scm), user_id: task.owner, channel: channel?.name ?? null, scratch: Boolean(scratch) };
    handling = handlingByPolicy(scm, (await hub.evalPolicy('build_from_scm', structValue(data))) ?? '', handling);
  }
  return handling;
}

async function credentialMounts(directory: string | undefined): Promise<{ bindMounts?: BindMounts; internalDevSetup?: boolean }> {
  if (directory === undefined || !(await isThere(directory))) return {};
  // Bind mounts would turn the device setup off.
  return { bindMounts: { dirs: { [directory]: '/credentials' } }, internalDevSetup: true };
}

/** mock builds as its own user, who must be able to write there. */
async function giveToMock(directory: string, identity: Identity | undefined): Promise<void> {
  if (!identity) return;
  const gid = identity.groups[0] ?? identity.gid;
  await lchown(directory, identity.uid, gid);
  for (const entry of await readdir(directory, { recursive: true })) await lchown(join(directory, entry), identity.uid, gid);
}
