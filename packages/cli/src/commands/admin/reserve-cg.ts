import { structValue } from '@koji/common/client/typed-hub';
import { GenericError } from '@koji/common/errors';
import { isStruct } from '@koji/common/is-struct';
import { parseNvr } from '@koji/common/rpm/nvr';
import type { WireStruct } from '@koji/common/wire/values';
import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { CommandFailure, UsageError } from '../../errors.ts';
import { readJsonObject } from '../../importing/read-json.ts';
import { integer, toggle } from '../../options/flag.ts';

export const reserveCg = command({
  name: 'reserve-cg',
  category: 'admin',
  summary: 'Reserve a build entry for later import',
  usage: '[options] <cg> <nvr>|<metadata_file>',
  login: 'required',
  args: exactly(2),
  flags: {
    draft: toggle('--draft', 'reserve a draft'),
    epoch: integer('--epoch', 'epoch to go with the nvr'),
    metadata: toggle('--metadata', 'take the argument for a metadata file'),
  },
  async run({ hub, out }, [cg = '', word = ''], { draft, epoch, metadata }) {
    const named = metadata ? undefined : buildOfNvr(word, epoch);
    const data = named ?? (await buildOfMetadata(word, epoch));
    const { build_id, token } = await hub.CGInitBuild(cg, structValue({ ...data, ...(draft ? { draft } : {}) }));
    out.line(`Reserved build ${build_id} with token '${token}'`);
  },
});

function buildOfNvr(word: string, epoch: number | undefined): WireStruct | undefined {
  try {
    const parsed = parseNvr(word);
    return { ...parsed, epoch: epoch ?? (parsed.epoch === '' ? null : Number(parsed.epoch)) };
  } catch (error) {
    // Not an nvr, so it must be a file.
    if (error instanceof GenericError) return undefined;
    throw error;
  }
}

async function buildOfMetadata(path: string, epoch: number | undefined): Promise<WireStruct> {
  if (epoch !== undefined) throw new UsageError('The --epoch option cannot be used with --metadata');
  const { build } = await readJsonObject(path);
  if (!isStruct(build)) throw new CommandFailure('Metadata contains no build');
  const wanted = ['name', 'version', 'release', 'epoch', 'draft'];
  return Object.fromEntries(Object.entries(build).filter(([key]) => wanted.includes(key)));
}
