import { GenericError, ParameterError } from '@koji/common/errors';
import { TASK_STATES } from '@koji/common/types/states';
import type { ListedTask } from '@koji/common/types/task';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { Double } from '@koji/common/wire/values';
import type { Db } from '../db/database.ts';
import { type Documents, noDocuments } from '../db/documents.ts';
import { queryOptions, streamWith } from '../db/query-options.ts';
import { allOf, type Sql, sql } from '../db/sql.ts';
import { orFault } from '../rpc/answers.ts';
import { anyone, method, optional, param } from '../rpc/method.ts';
import { either, flag, intOrDigits, isInt32, isTruthy, listOf, nullable, struct } from '../rpc/shapes.ts';
import {
  findResult,
  findTask,
  isTerminal,
  listChildren,
  listTasksById,
  listTree,
  type TaskRow,
  type TaskRowWithRequest,
  taskColumns,
} from './queries.ts';
import { decodeRequest, decodeResult, faultStruct } from './task-document.ts';

type TaskAnswer = TaskRow & { request?: WireValue[] };

async function requireTask(db: Db, id: number): Promise<TaskRowWithRequest> {
  return orFault(await findTask(db, id), `No such task: ${id}`);
}

/** The record as clients get it: without the request, or with it decoded. */
function present({ request, ...task }: TaskRowWithRequest, withRequest: boolean): TaskAnswer {
  return withRequest ? { ...task, request: decodeRequest(request) } : task;
}

export const getTaskInfo = method({
  name: 'getTaskInfo',
  doc: 'A task by id, or a list of tasks by a list of ids; with request its parameters too.',
  access: anyone,
  readOnly: true,
  params: [
    param('task_id', either(intOrDigits, listOf(intOrDigits))),
    optional('request', flag, false),
    optional('strict', flag, false),
  ],
  async run({ db }, { task_id, request, strict }): Promise<TaskAnswer | null | (TaskAnswer | null)[]> {
    const ids = Array.isArray(task_id) ? task_id : [task_id];
    const found = new Map((await listTasksById(db, ids)).map((task) => [task.id, task]));
    const answers = ids.map((id) => {
      const task = found.get(id);
      if (!task && strict) throw new GenericError(`No such task: ${id}`);
      return task ? present(task, request) : null;
    });
    return Array.isArray(task_id) ? answers : (answers[0] ?? null);
  },
});

export const getTaskChildren = method({
  name: 'getTaskChildren',
  doc: 'The tasks a task started, one level down.',
  access: anyone,
  readOnly: true,
  params: [param('task_id', intOrDigits), optional('request', flag, false), optional('strict', flag, false)],
  async run({ db }, { task_id, request, strict }) {
    if (strict) await requireTask(db, task_id);
    return (await listChildren(db, task_id)).map((task) => present(task, request));
  },
});

export const getTaskDescendents = method({
  name: 'getTaskDescendents',
  doc: 'Everything below a task, as a map from task id to the list of its children.',
  access: anyone,
  readOnly: true,
  params: [param('task_id', intOrDigits), optional('request', flag, false)],
  async run({ db }, { task_id, request }) {
    const tree = await listTree(db, task_id);
    // A task that is not there has nothing below it.
    const children: Record<string, TaskAnswer[]> = { [String(task_id)]: [] };
    for (const task of tree) children[String(task.id)] = [];
    for (const task of tree)
      if (task.parent !== null && task.id !== task_id) children[String(task.parent)]?.push(present(task, request));
    return children;
  },
});

export const getTaskRequest = method({
  name: 'getTaskRequest',
  doc: 'The parameters a task was made with.',
  access: anyone,
  readOnly: true,
  params: [param('taskId', intOrDigits)],
  async run({ db }, { taskId }) {
    return decodeRequest((await requireTask(db, taskId)).request);
  },
});

export const getTaskResult = method({
  name: 'getTaskResult',
  doc: 'What a task answered. A failed task’s fault is raised, or answered as a struct with raise_fault false.',
  access: anyone,
  readOnly: true,
  params: [param('taskId', intOrDigits), optional('raise_fault', flag, true)],
  run: ({ db }, { taskId, raise_fault }) => readResult(db, taskId, raise_fault),
});
export async function readResult(db: Db, taskId: number, raiseFault: boolean): Promise<WireValue> {
  const task = orFault(await findResult(db, taskId), `No such task: ${taskId}`);
  if (task.state === TASK_STATES.CANCELED) throw new GenericError(`Task ${taskId} is canceled`);
  if (!isTerminal(task.state) || task.result === null) throw new GenericError(`Task ${taskId} is not finished`);
  const result = decodeResult(task.result);
  if ('value' in result) return result.value;
  if (raiseFault) throw result.fault;
  return faultStruct(result.fault);
}

export const taskFinished = method({
  name: 'taskFinished',
  doc: 'Whether a task has ended, well or badly.',
  access: anyone,
  readOnly: true,
  params: [param('taskId', intOrDigits)],
  async run({ db }, { taskId }) {
    return isTerminal((await requireTask(db, taskId)).state);
  },
});

export const listTasks = method({
  name: 'listTasks',
  doc: 'Tasks by state, arch, owner, host, channel, parent (each also with not_), method and times; decode reads request and result.',
  access: anyone,
  readOnly: true,
  params: [optional('opts', nullable(struct), null), optional('queryOpts', queryOptions, null)],
  run({ db }, { opts, queryOpts }) {
    const filter = opts ?? {};
    const isCount = queryOpts?.countOnly ?? false;
    const query = {
      columns: isCount ? documentedColumns : listedColumns,
      from: isCount ? sql`from task` : sql`from task left join users on users.id = task.owner`,
      where: allOf(taskClauses(filter)),
      documents: isTruthy(filter.decode) && !queryOpts?.asList ? taskDocuments : noDocuments,
    };
    return streamWith<ListedTask>(db, query, queryOpts);
  },
});
const documentedColumns = { ...taskColumns, request: sql`task.request`, result: sql`task.result` };
const listedColumns = { ...documentedColumns, owner_name: sql`users.name`, owner_type: sql`users.usertype` };
const taskDocuments: Documents = { request: decodeRequest, result: decodedResult };
/** Compatibility: results are lists of one, the values of the response as it is stored. */
function decodedResult(stored: string): WireValue {
  const result = decodeResult(stored);
  return 'value' in result ? [result.value] : faultStruct(result.fault);
}

const listFields = { arch: 'text', state: 'int' } as const;
const idFields = ['owner', 'host_id', 'channel_id', 'parent'] as const;
const timeFields: readonly (readonly [string, Sql, Sql])[] = [
  ['createdBefore', sql`task.create_time`, sql`<`],
  ['createdAfter', sql`task.create_time`, sql`>`],
  ['startedBefore', sql`task.start_time`, sql`<`],
  ['startedAfter', sql`task.start_time`, sql`>`],
  ['completeBefore', sql`task.completion_time`, sql`<`],
  ['completeAfter', sql`task.completion_time`, sql`>`],
  // Compatibility: names in use by old clients.
  ['completedBefore', sql`task.completion_time`, sql`<`],
  ['completedAfter', sql`task.completion_time`, sql`>`],
];
const columnOf: Readonly<Record<string, Sql>> = taskColumns;

function taskClauses(filter: WireStruct): Sql[] {
  const clauses: Sql[] = [];
  for (const negate of [false, true]) {
    const not = negate ? sql`not` : sql``;
    for (const [field, type] of Object.entries(listFields)) {
      const value = filter[negate ? `not_${field}` : field];
      if (value !== undefined) clauses.push(sql`${not} ${isAmong(columnOf[field], readList(field, value, type))}`);
    }
    for (const field of idFields) {
      const value = filter[negate ? `not_${field}` : field];
      if (value === undefined) continue;
      clauses.push(
        value === null
          ? sql`${not} ${columnOf[field]} is null`
          : sql`${not} ${isAmong(columnOf[field], readList(field, Array.isArray(value) ? value : [value], 'int'))}`,
      );
    }
  }
  const wanted = filter.method;
  if (wanted !== undefined) {
    if (typeof wanted !== 'string') throw new ParameterError('Invalid type for method: expected a string');
    clauses.push(sql`task.method = ${wanted}`);
  }
  for (const [key, column, comparison] of timeFields) {
    const value = filter[key];
    if (value !== undefined && value !== null) clauses.push(sql`${column} ${comparison} ${readMoment(key, value)}`);
  }
  return clauses;
}
/** What is compared with one value is found in the order of an index, which a list of them is not. */
function isAmong(column: Sql | undefined, values: readonly (number | string)[]): Sql {
  return values.length === 1 ? sql`${column} = ${values[0]}` : sql`${column} = any(${values})`;
}
function readList(field: string, value: WireValue, type: 'int' | 'text'): (number | string)[] {
  if (!Array.isArray(value)) throw new ParameterError(`Invalid type for ${field}: expected a list`);
  return value.map((item) => {
    if (type === 'text' && typeof item === 'string') return item;
    // Compatibility: clients send ids as numeric strings here.
    if (type === 'int' && typeof item === 'string' && /^\d{1,9}$/.test(item)) return Number(item);
    if (type === 'int' && isInt32(item)) return item;
    throw new ParameterError(`Invalid type for ${field}: ${String(item)}`);
  });
}
/** A moment as seconds since the epoch or as ISO text. */
function readMoment(key: string, value: WireValue): Sql {
  if (typeof value === 'number') return sql`to_timestamp(${value})`;
  if (value instanceof Double) return sql`to_timestamp(${value.value})`;
  if (typeof value === 'string' && !Number.isNaN(Date.parse(value))) return sql`${value}::timestamptz`;
  throw new ParameterError(`Invalid time for ${key}: ${String(value)}`);
}
