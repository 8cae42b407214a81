import { afterAll, beforeAll, expect, test } from 'vitest'
import { findingIdOf } from '#domain/drift/finding-id.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import type { RunOutcome } from '#domain/run/run.ts'
import { findFinding, listFindings } from '#prisma/read/findings.ts'
import { append } from '#prisma/write/ledger.ts'
import { decideFinding } from '#prisma/write/settings/findings.ts'
import { openSetting, type Setting, storedFacts } from '#test/setting.ts'
import { aFact, queued } from '#test/stories.ts'
import { createDriftActivities } from './drift-activities.ts'
import type { SightDeps } from './task-sights.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting?.close())

const step = { stepId: 's1' }
const unheeded = (times: number, isLast = false) => {
  const told = { as: 'killed', times, answer: 'aborted', isLast } as const
  const itemId = `end_unheeded-s1${isLast ? '-last' : ''}`
  return aFact('end_unheeded', { ...step, itemId, reason: `told ${times} times`, told })
}
const ended = (isUnheeded: boolean) => {
  const end = { outcome: 'killed' as RunOutcome, text: '', error: 'Ada stopped it', isRetryable: false }
  const told = {
    startedAt: '2026-11-24T12:00:00.000Z',
    usage: null,
    gateway: null,
    adoptedRunIds: ['taken-up'],
  }
  return aFact('run_ended', { ...step, ...end, ...told, ...(isUnheeded && { isUnheeded }) })
}

/** A task whose run is under way, and what its workflow says of it. */
async function aRun() {
  const taskId = await setting.newTask()
  const streamId = `task/${taskId}`
  let seq = 0
  const says = async (...facts: Fact[]) => {
    const batch = { streamId, after: seq + 1, firstSeq: seq + 1, facts }
    seq += facts.length
    const request = { runId: 'r1', batch, isCurrentRun: async () => true }
    await append(setting.pool, request)
    // The same batch again changes nothing.
    await append(setting.pool, request)
  }
  await says(queued('s1', 1))
  const findingId = findingIdOf('mac-mini', 'run_end', `${taskId}/s1`)
  const types = async () =>
    (await storedFacts(setting.pool, `finding/${findingId}`)).map(({ type }) => type.slice(8))
  const state = async () => (await findFinding(setting.pool, findingId))?.state
  return { taskId, findingId, says, types, state }
}

const activities = () => createDriftActivities({ pool: setting.pool } as SightDeps)
/** A look at the executor; `ended`: absent where its worker does not answer that. */
async function look(ended?: string[]) {
  const { lookedAt, request } = await activities().planLook('mac-mini')
  const nothing = { differing: [], adopted: [], dropped: [], isFirst: false, unread: [], runs: [] }
  const counts = { cron: 0, agents: 0, files: 0 }
  await activities().recordLook({ ...nothing, scope: 'mac-mini', lookedAt, counts, ...(ended && { ended }) })
  return request.unheeded
}

test('a run that heeds no end is a finding from its entry on, with both values, and goes with its end', async () => {
  const { taskId, says, types, state } = await aRun()
  await says(unheeded(1))
  expect(await state()).toMatchObject({
    ...{ scope: 'mac-mini', projectId: setting.projectId, status: 'open' },
    ...{ kind: 'run_end', difference: 'unheeded' },
    subject: { key: `${taskId}/s1`, name: 'Write', where: 'Letter' },
    ours: { line: 'its end, ordered by a kill switch' },
    theirs: { line: 'told 1 times; last answer: aborted' },
  })
  expect((await listFindings(setting.pool, { view: 'open', limit: 9 })).map(({ kind }) => kind)).toEqual([
    'run_end',
  ])
  await says(ended(false))
  expect(await types()).toEqual(['opened', 'gone'])
})

test('one that is given up stays until a look sees that it has ended on its gateway', async () => {
  const { taskId, says, types, state } = await aRun()
  await says(unheeded(1), unheeded(6, true), ended(true))
  expect((await state())?.theirs?.line).toBe('told 6 times, and is told no more; last answer: aborted')
  const run = { key: `${taskId}/s1`, sessionKey: 'k', runIds: ['s1', 'taken-up'] }
  expect(await look([])).toEqual([run])
  expect(await look()).toEqual([run])
  expect(await types()).toEqual(['opened', 'changed'])
  await look([run.key])
  expect(await types()).toEqual(['opened', 'changed', 'gone'])
  expect(await look()).toBeUndefined()
})

test('an operator ignores it with a reason, and it is looked for all the same; no other answer is taken', async () => {
  const { findingId, says, types, state } = await aRun()
  await says(unheeded(6, true), ended(true))
  const by = { operatorId: setting.operators.operator, at: new Date().toISOString() }
  const decide = async (verdict: 'repair' | 'adopt' | 'ignore') => {
    const seen = (await state())?.theirs?.hash ?? null
    const reason = 'The Mac is at the dealer'
    await decideFinding(
      setting.pool,
      { ...{ findingId, verdict, seen, reason }, intentId: 'in_1', until: null },
      by,
    )
  }
  for (const verdict of ['repair', 'adopt'] as const)
    await expect(decide(verdict)).rejects.toMatchObject({ code: 'finding_by_hand' })
  await decide('ignore')
  expect(await state()).toMatchObject({ status: 'ignored', reason: 'The Mac is at the dealer' })
  const [run] = (await look()) ?? []
  await look([run?.key ?? ''])
  expect(await types()).toEqual(['opened', 'ignored', 'gone'])
})

test('the end of any other run is no business of it', async () => {
  const { says, types } = await aRun()
  await says(ended(false))
  expect(await types()).toEqual([])
})
