import type { Child } from 'hono/jsx';
import { Chip } from '../../view/badge.tsx';
import { Fact, Facts } from '../../view/facts.tsx';
import { Heading } from '../../view/layout.tsx';
import { href } from '../../view/link.tsx';
import { rpmName } from '../../view/rpm-name.ts';
import { fileSize } from '../../view/size.ts';
import { ExactTime } from '../../view/time.tsx';
import type { Visit } from '../page.ts';
import { fileFlags, modeText } from './file-mode.ts';
import type { FileData } from './fileinfo.ts';

export function fileinfoView({ file, rpm, archive }: FileData, visit: Visit): Child {
  const [address, name] = rpm
    ? [href('rpminfo', { rpmID: rpm.id }), `${rpmName(rpm)}.rpm`]
    : [href('archiveinfo', { archiveID: archive?.id }), archive?.filename ?? ''];
  return (
    <>
      <Heading trail={[[address, name]]} title={<span class="breaks">{file.name}</span>} />
      <Facts>
        <Fact name="Size">{fileSize(file.size)}</Fact>
        <Fact name="Mode" when={file.mode}>
          <span class="mono">{modeText(file.mode ?? 0)}</span>
        </Fact>
        <Fact name="Owner" when={file.user}>
          {file.user}:{file.group}
        </Fact>
        <Fact name="Changed" when={file.mtime}>
          <ExactTime at={file.mtime} now={visit.now} />
        </Fact>
        <Fact name="Marked as" when={file.flags}>
          {fileFlags(file.flags ?? 0).map((word) => (
            <Chip>{word}</Chip>
          ))}
        </Fact>
        <Fact name={`Digest (${file.digest_algo})`} when={file.digest} wide>
          <span class="mono breaks">{file.digest}</span>
        </Fact>
        <Fact name="In" wide>
          <a href={address}>{name}</a>
        </Fact>
      </Facts>
    </>
  );
}
