import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openSetting, type Setting } from '#test/setting.ts'
import { inOneStatement } from './in-one-statement.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting?.close())

test('what is asked for at once is one statement, each with its own values and in its own order', async () => {
  const { pool } = setting
  const query = vi.spyOn(pool, 'query')
  const sent = () => query.mock.calls.filter((asked) => JSON.stringify(asked).includes('as part0')).length
  const few = inOneStatement(pool)
  const found = await Promise.all([
    few.query('select n, n || $2 as text from unnest($1::int[]) n order by n desc', [[1, 2], '$1']),
    few.query('select 1 as none where $1', [false]),
    few.query({
      name: 'like-any',
      text: `select $1::int8 as big, '{"a": [1]}'::jsonb as json`,
      values: ['7'],
    }),
    few.query('select null::text as nothing'),
  ])
  expect(found.map(({ rows }) => rows)).toEqual([
    [
      { n: 2, text: '2$1' },
      { n: 1, text: '1$1' },
    ],
    [],
    [{ big: 7, json: { a: [1] } }],
    [{ nothing: null }],
  ])
  expect(sent()).toBe(1)
  await few.query('select 1 as one')
  expect(sent()).toBe(2)
  query.mockRestore()
})

test('the same may be asked for again and again, also by many at once', async () => {
  const ask = (n: number) => {
    const few = inOneStatement(setting.pool)
    return Promise.all([
      few.query('select $1::int as n', [n]),
      few.query('select $1::int + $2::int as n', [n, 1]),
    ])
  }
  const found = await Promise.all(Array.from({ length: 40 }, (_, n) => ask(n)))
  expect(found.map(([one, two]) => [one.rows[0]?.n, two.rows[0]?.n])).toEqual(
    Array.from({ length: 40 }, (_, n) => [n, n + 1]),
  )
})

test('where one fails all of that statement do, and the next is asked as ever', async () => {
  const few = inOneStatement(setting.pool)
  const ends = await Promise.allSettled([few.query('select 1 as one'), few.query('select nothing_of_that')])
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect((await few.query('select 1 as one')).rows).toEqual([{ one: 1 }])
})
