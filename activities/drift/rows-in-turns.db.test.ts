import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findingIdOf } from '#domain/drift/finding-id.ts'
import { compareRecord, withFolded } from '#domain/drift/record-diff-rules.ts'
import { ownScope } from '#domain/ids.ts'
import { findFinding } from '#prisma/read/findings.ts'
import { append } from '#prisma/write/ledger.ts'
import { asOwner } from '#test/facts-changed.ts'
import { openSetting, type Setting, storedFacts } from '#test/setting.ts'
import { aFact } from '#test/stories.ts'
import { createDriftActivities } from './drift-activities.ts'
import type { SightDeps } from './task-sights.ts'

let setting: Setting
let owner: pg.Client
let [first, last] = ['', '']
beforeAll(async () => {
  setting = await openSetting()
  owner = await setting.asOwner()
  ;[first = '', last = ''] = [await setting.newTask(), await setting.newTask()].sort()
  for (const taskId of [first, last]) {
    const facts = [aFact('task_failed', { error: 'It could not.' })]
    const batch = { streamId: `task/${taskId}`, after: 1, firstSeq: 1, facts }
    await append(setting.pool, { runId: 'r1', batch, isCurrentRun: async () => true })
  }
})
afterAll(async () => {
  await setting?.close()
})

/** As the workflow does it: a look, what it saw, and what is mended of it. */
async function look() {
  const activities = createDriftActivities({ pool: setting.pool } as SightDeps)
  const [lookedAt, sight] = [new Date().toISOString(), await activities.lookAtRecord()]
  const none = { cron: 0, agents: 0, files: 0, tasks: 0, workflows: 0, unread: [] }
  const compared = withFolded(none, sight)
  const seen = { lookedAt, compared, differing: compareRecord(sight), unread: sight.unread ?? [] }
  await activities.recordTaskLook(seen)
  await activities.mend()
  return compared
}
const findingOf = (key: string) => findingIdOf(ownScope, 'projection', key)
const storyOf = async (key: string) =>
  (await storedFacts(setting.pool, `finding/${findingOf(key)}`)).map(({ type }) => type)
const stateOf = async (key: string) => (await findFinding(setting.pool, findingOf(key)))?.state

test('the row of a task that has ended is found and written again', async () => {
  await owner.query(`update task set status = 'done', title = 'Other' where id = $1`, [first])
  await look()
  expect(await storyOf(first)).toEqual(['finding_opened', 'finding_mended'])
  const { rows } = await owner.query('select status, title from task where id = $1', [first])
  expect(rows).toEqual([{ status: 'failed', title: 'Write' }])
})

test('its rows that budgets and permissions count wait for a person, with all else that differs in it', async () => {
  await owner.query(`insert into run_reservation (task_id, step_id, project_id, agent_id, reserved_at, tokens_reserved)
    select id, 's9', project_id, agent_id, now(), 5 from task where id = '${first}'`)
  await owner.query(`update task set title = 'Other' where id = $1`, [first])
  const before = await storyOf(first)
  await look()
  await look()
  expect((await storyOf(first)).slice(before.length)).toEqual(['finding_reopened'])
  expect(await stateOf(first)).toMatchObject({ status: 'open', difference: 'unlike' })
  await owner.query('delete from run_reservation where task_id = $1', [first])
  await look()
  expect((await storyOf(first)).at(-1)).toBe('finding_mended')
  const { rows } = await owner.query('select title from task where id = $1', [first])
  expect(rows).toEqual([{ title: 'Write' }])
})

test('one that can’t be mended holds up none of the others', async () => {
  const { recordTaskLook, mend } = createDriftActivities({ pool: setting.pool } as SightDeps)
  const counts = { cron: 0, agents: 0, files: 0, tasks: 0, workflows: 0, unread: [] }
  await owner.query(`update task set title = 'Other' where id = $1`, [first])
  const of = (key: string) => ({
    ...{ kind: 'projection' as const, difference: 'changed' as const, projectId: null },
    ...{ subject: { key, name: key, where: 'Letter' }, ours: 'a', theirs: 'b', mark: key },
  })
  const differing = [of('t_none'), of(first)]
  await recordTaskLook({ lookedAt: new Date().toISOString(), compared: counts, differing, unread: [] })
  await new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run(mend)
  expect((await stateOf('t_none'))?.status).toBe('open')
  expect((await storyOf(first)).at(-1)).toBe('finding_mended')
  await look()
  expect((await stateOf('t_none'))?.status).toBe('gone')
})

test('a row of something else is found, names it, and waits for a person; nothing writes it', async () => {
  const key = `agent/${setting.agentId}`
  await owner.query(`update agent set role = 'painter' where id = $1`, [setting.agentId])
  await look()
  await look()
  expect(await storyOf(key)).toEqual(['finding_opened'])
  expect(await stateOf(key)).toMatchObject({
    ...{ status: 'open', difference: 'unlike', projectId: setting.projectId },
    subject: { key, name: 'Ines', where: 'Letter' },
    ours: { line: 'agent role: "writer"' },
    theirs: { line: 'agent role: "painter"' },
  })
  await owner.query(`update agent set role = 'writer' where id = $1`, [setting.agentId])
  await look()
  expect(await storyOf(key)).toEqual(['finding_opened', 'finding_gone'])
})

test('so is a row of which no entry tells, until it is gone', async () => {
  await owner.query(
    `insert into executor (id, name, state, detail, since) values ('ghost', '', 'ready', '', now())`,
  )
  await look()
  await look()
  expect(await storyOf('executor/ghost')).toEqual(['finding_opened'])
  expect((await stateOf('executor/ghost'))?.theirs?.line).toBe('executor ghost: "a row"')
  await owner.query(`delete from executor where id = 'ghost'`)
  await look()
  expect(await storyOf('executor/ghost')).toEqual(['finding_opened', 'finding_gone'])
})

test('an entry that no fold takes holds nothing else up', async () => {
  const values = `3, 'r', 9, 9, 'odd_thing', now(), 'system:test', '{}', ''`
  await owner.query(`insert into entry (stream_id, stream_seq, run_id, run_seq, batch, type, at, actor, body, digest)
    values ('task/${last}', ${values})`)
  await owner.query(`update task set title = 'Other' where id = $1`, [first])
  await look()
  expect(await stateOf(last)).toMatchObject({ status: 'open', difference: 'unlike' })
  expect((await storyOf(first)).slice(-2)).toEqual(['finding_reopened', 'finding_mended'])
  const plane = { ownerUrl: setting.scratch.ownerUrl, database: setting.database }
  const odd = `select id from entry where type = 'odd_thing'`
  await asOwner(
    plane,
    `delete from unsequenced where entry_id in (${odd})`,
    `delete from entry where type = 'odd_thing'`,
  )
  await look()
  expect((await stateOf(last))?.status).toBe('gone')
})

test('a look takes its part of the ledger, and the next one goes on where it ended', async () => {
  const facts = Array.from({ length: 2_100 }, (_, n) =>
    aFact('update_posted', { stepId: 's1', itemId: `i_${n}`, text: 'on' }),
  )
  const long = await setting.newTask()
  await append(setting.pool, {
    runId: 'r1',
    batch: { streamId: `task/${long}`, after: 1, firstSeq: 1, facts },
    isCurrentRun: async () => true,
  })
  const { rows } = await owner.query<{ id: string }>(
    'select distinct stream_id as id from entry order by stream_id',
  )
  const ids = rows.map(({ id }) => id)
  const place = ids.indexOf(`task/${long}`)
  expect(await look()).toMatchObject({
    folded: { streams: place + 1, after: ids[place + 1] ? ids[place] : '' },
  })
  if (ids[place + 1])
    expect(await look()).toMatchObject({ folded: { streams: ids.length - place - 1, after: '' } })
  const after = { folded: { streams: 0, after: ids.at(-1) } }
  await owner.query('update look set compared = $2 where scope = $1', [ownScope, after])
  await owner.query(`update task set title = 'Other' where id = $1`, [first])
  const before = await storyOf(first)
  expect(await look()).toMatchObject({ folded: { streams: 0, after: '' } })
  expect(await storyOf(first)).toEqual(before)
  const turns = place < ids.indexOf(`task/${first}`) ? 2 : 1
  for (let turn = 0; turn < turns; turn++) await look()
  expect((await storyOf(first)).slice(before.length)).toEqual(['finding_reopened', 'finding_mended'])
})
