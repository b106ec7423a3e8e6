import { epoch, sql } from '../db/sql.ts';
import type { View } from '../db/view-query.ts';

/** What repo.query can ask of repositories. Its defaults need no join. */
export const repoView: View = {
  table: 'repo',
  joins: {
    tag: sql`join tag on tag.id = repo.tag_id`,
    create_ev: sql`join events create_ev on create_ev.id = repo.create_event`,
    begin_ev: sql`left join events begin_ev on begin_ev.id = repo.begin_event`,
    end_ev: sql`left join events end_ev on end_ev.id = repo.end_event`,
    task: sql`left join task on task.id = repo.task_id`,
  },
  fields: {
    id: { expression: sql`repo.id`, type: 'int' },
    tag_id: { expression: sql`repo.tag_id`, type: 'int' },
    creation_time: { expression: sql`repo.creation_time`, type: 'timestamptz' },
    creation_ts: { expression: epoch('repo.creation_time'), type: 'float8' },
    state_time: { expression: sql`repo.state_time`, type: 'timestamptz' },
    state_ts: { expression: epoch('repo.state_time'), type: 'float8' },
    create_event: { expression: sql`repo.create_event`, type: 'int' },
    create_ts: { expression: epoch('create_ev.time'), join: 'create_ev', type: 'float8' },
    begin_event: { expression: sql`repo.begin_event`, type: 'int' },
    begin_ts: { expression: epoch('begin_ev.time'), join: 'begin_ev', type: 'float8' },
    end_event: { expression: sql`repo.end_event`, type: 'int' },
    end_ts: { expression: epoch('end_ev.time'), join: 'end_ev', type: 'float8' },
    state: { expression: sql`repo.state`, type: 'int' },
    dist: { expression: sql`repo.dist`, type: 'bool' },
    opts: { expression: sql`repo.opts`, type: 'jsonb' },
    custom_opts: { expression: sql`repo.custom_opts`, type: 'jsonb' },
    task_id: { expression: sql`repo.task_id`, type: 'int' },
    task_state: { expression: sql`task.state`, join: 'task', type: 'int' },
    tag_name: { expression: sql`tag.name`, join: 'tag', type: 'text' },
  },
  defaultFields: ['id', 'tag_id', 'create_event', 'state', 'dist', 'task_id', 'opts', 'custom_opts'],
};

/** What repo.queryQueue can ask of requests for repositories. */
export const repoQueueView: View = {
  table: 'repo_queue',
  joins: {
    tag: sql`join tag on tag.id = repo_queue.tag_id`,
    task: sql`left join task on task.id = repo_queue.task_id`,
    users: sql`join users on users.id = repo_queue.owner`,
  },
  fields: {
    id: { expression: sql`repo_queue.id`, type: 'int' },
    create_time: { expression: sql`repo_queue.create_time`, type: 'timestamptz' },
    create_ts: { expression: epoch('repo_queue.create_time'), type: 'float8' },
    owner: { expression: sql`repo_queue.owner`, type: 'int' },
    owner_name: { expression: sql`users.name`, join: 'users', type: 'text' },
    priority: { expression: sql`repo_queue.priority`, type: 'int' },
    tag_id: { expression: sql`repo_queue.tag_id`, type: 'int' },
    tag_name: { expression: sql`tag.name`, join: 'tag', type: 'text' },
    at_event: { expression: sql`repo_queue.at_event`, type: 'int' },
    min_event: { expression: sql`repo_queue.min_event`, type: 'int' },
    opts: { expression: sql`repo_queue.opts`, type: 'jsonb' },
    update_time: { expression: sql`repo_queue.update_time`, type: 'timestamptz' },
    update_ts: { expression: epoch('repo_queue.update_time'), type: 'float8' },
    active: { expression: sql`repo_queue.active`, type: 'bool' },
    task_id: { expression: sql`repo_queue.task_id`, type: 'int' },
    task_state: { expression: sql`task.state`, join: 'task', type: 'int' },
    tries: { expression: sql`repo_queue.tries`, type: 'int' },
    repo_id: { expression: sql`repo_queue.repo_id`, type: 'int' },
  },
  defaultFields: [
    'id',
    'tag_id',
    'at_event',
    'min_event',
    'create_ts',
    'task_id',
    'tries',
    'repo_id',
    'opts',
    'active',
    'update_ts',
  ],
};
