import { expect, test } from 'vitest';
import { startHub } from '../testing/hub.fixture.ts';

test('options of a repository are found by what they contain, given as a struct or as JSON text', async () => {
  await using hub = await startHub();
  const tag = await (await hub.as('kojiadmin')).createTag('f42', { arches: 'x86_64' });
  await hub.database.sql(
    `insert into repo (id, tag_id, state, opts) values (7, $1, 1, '{"src": true, "maven": false}'), (8, $1, 1, '{"src": false}')`,
    [tag],
  );
  const { repo } = hub.anonymous.hub;
  const query = (operator: string, value: unknown) => repo.query([['opts', operator, value] as never], { fields: ['id'] });
  expect(await query('@>', { src: true })).toEqual([{ id: 7 }]);
  expect(await query('@>', '{"src": false}')).toEqual([{ id: 8 }]);
  expect(await query('=', { src: false })).toEqual([{ id: 8 }]);
  for (const operator of ['@>', '='])
    await expect(query(operator, '{src: }')).rejects.toMatchObject({
      faultCode: 1019,
      message: expect.stringMatching(/^Invalid value for opts/),
    });
  expect(await repo.query([['id', 'IN', []] as never]), 'of none').toEqual([]);
  expect(await repo.query([['id', '7'] as never], { fields: ['id'] }), 'as koji scheduler-info sends ids').toEqual([{ id: 7 }]);
  await expect(repo.query([['id', 'builder1'] as never])).rejects.toMatchObject({ faultCode: 1019 });
  const fieldsOf = async (clause: unknown) =>
    Object.keys(((await repo.query([clause as never], { fields: '*' })) as object[])[0] ?? {});
  expect(await fieldsOf(['id', 7]), 'what takes no join').not.toContain('tag_name');
  expect(await fieldsOf(['tag_name', 'f42']), 'nor a further one').toContain('tag_name');
  await expect(repo.query([['id', '@>', 7] as never])).rejects.toMatchObject({ faultCode: 1019 });
  await expect(repo.query([['id', 'or true --', 7] as never])).rejects.toMatchObject({ faultCode: 1019 });
});
