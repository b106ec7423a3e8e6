import { isStruct } from '@koji/common/is-struct';
import type { WireValue } from '@koji/common/wire/values';
import type { Child } from 'hono/jsx';
import { BuildLink, BuildrootLink, HostLink, href, RepoLink, TagLink, TaskLink, UserLink } from '../../view/link.tsx';
import { WireView } from '../../view/wire-value.tsx';
import { type ParameterNames, parameterKey } from './name-parameters.ts';
import type { ParameterKind, TaskParameter } from './task-parameters.ts';

export function ParameterValue({ parameter, names }: { parameter: TaskParameter; names: ParameterNames }): Child {
  const { kind, value } = parameter;
  if (kind === 'text') return <WireView value={value} />;
  const { id, name = names.get(parameterKey(parameter)) } = identify(value);
  return (id === undefined && name === undefined ? undefined : linkTo(kind, id, name)) ?? <WireView value={value} />;
}

/** Stored requests hold a name, an id or the whole record, depending on who made the task. */
function identify(value: WireValue): { id: number | undefined; name: string | undefined } {
  if (typeof value === 'number') return { id: value, name: undefined };
  if (typeof value === 'string') return { id: undefined, name: value };
  if (!isStruct(value)) return { id: undefined, name: undefined };
  const id = value.id ?? value.build_id;
  const name = value.nvr ?? value.name;
  return { id: typeof id === 'number' ? id : undefined, name: typeof name === 'string' ? name : undefined };
}

function linkTo(kind: ParameterKind, id: number | undefined, name: string | undefined): Child | undefined {
  const text = name ?? `#${id}`;
  switch (kind) {
    case 'tag':
      return <TagLink id={id ?? text} name={text} />;
    case 'target':
      return <a href={href('buildtargetinfo', name === undefined ? { targetID: id } : { name })}>{text}</a>;
    case 'build':
      return id === undefined ? <a href={href('buildinfo', { buildID: text })}>{text}</a> : <BuildLink id={id} nvr={text} />;
    case 'buildroot':
      return id === undefined ? undefined : <BuildrootLink id={id} />;
    case 'repo':
      return id === undefined ? undefined : <RepoLink id={id} />;
    case 'task':
      return id === undefined ? undefined : <TaskLink id={id}>#{id}</TaskLink>;
    case 'user':
      return id === undefined ? <a href={href('userinfo', { userID: text })}>{text}</a> : <UserLink id={id} name={text} />;
    case 'host':
      return id === undefined ? <a href={href('hostinfo', { hostID: text })}>{text}</a> : <HostLink id={id} name={text} />;
    case 'text':
      return undefined;
  }
}
