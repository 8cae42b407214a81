import { describe, expect, test } from 'vitest'
import { aTaskRequest } from '#test/builders.ts'
import { aFact, minutesOn } from '#test/stories.ts'
import type { Fact, FactOf } from '../ledger/entry.ts'
import type { TaskState } from '../task/task.ts'
import { applyEntry, noTask } from '../task/task-state.ts'
import type { CheckKind, Declared } from './deliverable.ts'
import { deliverablesOf, qualityMove, standingOf } from './quality-rules.ts'

const review: Declared = { title: 'Look', check: { kind: 'review' } }
const page: Declared = { title: 'Page', check: { kind: 'url', url: 'https://a.test/', contains: 'Hi' } }
const given = (...facts: Fact[]) => [aTaskRequest({ deliverables: ['Letter', page, review] }), ...facts]
const after = (...facts: Fact[]) => given(...facts).reduce(applyEntry, noTask)
const standings = (task: TaskState) =>
  deliverablesOf(task)
    .map((one) => standingOf(task, one))
    .join(' ')

const recorded = (title: string, itemId = `i_${title}`, hash: string | null = 'ab') =>
  aFact('artifact_recorded', {
    stepId: 's1',
    itemId,
    title,
    artifactKind: 'file',
    location: `${title}.md`,
    hash,
    size: 3,
  })
const checked = (
  title: string,
  passed: boolean,
  {
    check = 'artifact',
    artifactId = `i_${title}`,
    minute = 2,
  }: { check?: CheckKind; artifactId?: string | null; minute?: number } = {},
) => {
  const evidence = { words: passed ? 'There.' : 'Not there.', location: 'where', hash: 'cd', size: 4 }
  return aFact('deliverable_checked', { title, check, passed, evidence, artifactId }, minute)
}
const pageChecked = (passed: boolean) => checked('Page', passed, { check: 'url', artifactId: null })
const reviewed = (passed: boolean, note = 'Fine') =>
  aFact('deliverable_reviewed', { title: 'Look', passed, note, intentId: 'in_9' }, 3, 'operator:op_1')
const asked = aFact('review_requested', { titles: ['Look'] })
const failed = aFact('verification_failed', { missing: ['Page'] })
const queued = aFact('run_queued', {
  ...{ stepId: 's2', runId: 'r2', sessionKey: 'k', reason: '', executorId: 'mac-mini', contextHash: 'h' },
})
const done = (minute = 5) => aFact('task_done', { summary: '' }, minute)
const passedAll = [recorded('Letter'), checked('Letter', true), pageChecked(true)]

describe('where a deliverable stands', () => {
  test('from missing over recorded to proven', () => {
    expect(standings(after())).toBe('missing missing missing')
    expect(standings(after(recorded('Letter')))).toBe('recorded missing missing')
    expect(standings(after(recorded('Letter'), checked('Letter', true)))).toBe('proven missing missing')
    expect(standings(after(...passedAll, asked))).toBe('proven proven to_review')
    expect(standings(after(...passedAll, asked, reviewed(true)))).toBe('proven proven proven')
  })

  test('a check that failed, and one that was of another artifact', () => {
    expect(standings(after(pageChecked(false)))).toBe('missing failed missing')
    const newer = [recorded('Letter'), checked('Letter', true), recorded('Letter', 'i_2')]
    expect(standings(after(...newer))).toBe('recorded missing missing')
  })

  test('accepted without proof, but for what has it', () => {
    const accepted = aFact('work_accepted', { note: 'Good enough', intentId: 'in_8' }, 4, 'operator:op_1')
    const task = after(recorded('Letter'), checked('Letter', true), pageChecked(false), failed, accepted)
    expect(standings(task)).toBe('proven waived waived')
    expect(task.waiver).toEqual({ by: 'operator:op_1', at: minutesOn(4), note: 'Good enough' })
    expect(standings(after(recorded('Letter'), accepted))).toBe('recorded waived waived')
    expect(after(accepted, queued).waiver).toBeUndefined()
  })

  test('a title that was declared twice is one', () => {
    const task = applyEntry(
      noTask,
      aTaskRequest({ deliverables: ['A', 'A', { title: 'A', check: { kind: 'review' } }] }),
    )
    expect(deliverablesOf(task)).toEqual([{ title: 'A', check: { kind: 'artifact' } }])
  })
})

describe('what did not pass', () => {
  const returned = aFact('work_returned', {
    failed: [{ title: 'Page', why: 'It answered 404.' }],
    attempt: 1,
  })

  test('is told to the agent, who goes on; a new run may have changed anything', () => {
    const task = after(...passedAll, returned)
    expect(task).toMatchObject({ status: 'preparing', returns: 1 })
    expect(task.news).toEqual([{ kind: 'unproven', text: '- Page: It answered 404.' }])
    const next = after(...passedAll, returned, queued)
    expect(next.checks).toBeUndefined()
    expect(next.returns).toBe(1)
  })

  test('is counted anew after an operator’s word', () => {
    const word = aFact('message_sent', { text: 'Use the other server', intentId: 'in_7' })
    expect(after(returned, word).returns).toBeUndefined()
  })

  test('of a review goes back with its words', () => {
    const task = after(...passedAll, asked, reviewed(false, 'The date is wrong'))
    expect(task).toMatchObject({ status: 'preparing', intentIds: ['in_test', 'in_9'] })
    expect(task.news).toEqual([{ kind: 'unproven', text: '- Look: The date is wrong' }])
    expect(standings(task)).toBe('proven proven failed')
  })
})

describe('a review', () => {
  test('waits for an operator, and its yes goes on to the end', () => {
    const waiting = after(...passedAll, asked)
    expect(waiting).toMatchObject({ status: 'needs_verification', missing: [] })
    expect(waiting.wait?.detail).toBe('look at: Look')
    const task = after(...passedAll, asked, reviewed(true))
    expect(task.status).toBe('verifying')
    expect(qualityMove(task)).toEqual({ kind: 'verify', missing: [] })
  })

  test('one of two leaves the other', () => {
    const two = aTaskRequest({ deliverables: [review, { title: 'Look too', check: { kind: 'review' } }] })
    const task = [two, asked, reviewed(true)].reduce(applyEntry, noTask)
    expect(task.status).toBe('needs_verification')
    expect(task.wait?.detail).toBe('look at: Look too')
  })

  test('that comes late is on record and moves nothing', () => {
    const task = after(...passedAll, done(), reviewed(false))
    expect(task).toMatchObject({ status: 'done', news: [] })
    expect(task.intentIds).toContain('in_9')
  })
})

describe('checking again', () => {
  const again = aFact('recheck_requested', { intentId: 'in_6' })

  test('forgets what machines saw, and goes on', () => {
    const task = after(...passedAll, pageChecked(false), failed, again)
    expect(task).toMatchObject({ status: 'verifying', missing: [], checks: [] })
    expect(qualityMove(task)).toMatchObject({ kind: 'check', deliverables: [{ title: 'Letter' }, page] })
  })

  test('of a task that waits for nothing changes nothing', () => {
    expect(after(again)).toMatchObject({ status: 'requested', intentIds: ['in_test', 'in_6'] })
    expect(after(failed, again).checks).toEqual([])
  })
})

describe('what shipped', () => {
  const shipped = (...facts: Fact[]) => after(...facts).shipped

  test('is what was proven when the task was done: where it is, and by what', () => {
    expect(shipped(...passedAll, asked)).toBeUndefined()
    expect(shipped(...passedAll, asked, reviewed(true), done())).toEqual([
      {
        ...{ title: 'Letter', kind: 'file', location: 'where', hash: 'cd', size: 4 },
        ...{ verifiedAt: minutesOn(2), proof: 'artifact', evidence: 'There.' },
      },
      {
        ...{ title: 'Page', kind: 'url', location: 'where', hash: 'cd', size: 4 },
        ...{ verifiedAt: minutesOn(2), proof: 'url', evidence: 'There.' },
      },
      {
        ...{ title: 'Look', kind: 'review', location: null, hash: null, size: null },
        ...{ verifiedAt: minutesOn(3), proof: 'review', evidence: 'Fine' },
      },
    ])
  })

  test('without proof only what is there, and it says so', () => {
    const accepted = aFact('work_accepted', { note: 'Good enough', intentId: 'in_8' }, 4)
    const facts = [recorded('Letter'), recorded('Page', 'i_p', null), failed, accepted, done()]
    expect(shipped(...facts)).toMatchObject([
      { title: 'Letter', proof: 'artifact', hash: 'ab', verifiedAt: minutesOn(4) },
      { title: 'Page', proof: 'waived', evidence: 'Good enough', location: 'Page.md' },
    ])
  })

  test('before there were checks: what was recorded, when the task was done', () => {
    expect(shipped(recorded('Letter'), done())).toMatchObject([
      { title: 'Letter', proof: 'artifact', evidence: '', verifiedAt: minutesOn(5) },
    ])
  })

  test('stays shipped when the task goes on, and ships anew only where it changed', () => {
    const word = aFact('message_sent', { text: 'Once more', intentId: 'in_7' })
    const first = [...passedAll, reviewed(true), done(), word]
    expect(shipped(...first)).toHaveLength(3)
    const later = { minute: 9 } as const
    const second = [
      ...first,
      queued,
      checked('Letter', true, later),
      checked('Page', true, { ...later, check: 'url', artifactId: null }),
      done(9),
    ]
    expect(shipped(...second)?.map(({ title, verifiedAt }) => `${title} ${verifiedAt}`)).toEqual([
      `Look ${minutesOn(3)}`,
      `Letter ${minutesOn(2)}`,
      `Page ${minutesOn(2)}`,
    ])
    const other: FactOf<'deliverable_checked'> = checked('Letter', true, later)
    const changed = { ...other, body: { ...other.body, evidence: { ...other.body.evidence, hash: 'ef' } } }
    expect(shipped(...first, queued, changed, done(9))?.at(-1)).toMatchObject({
      hash: 'ef',
      verifiedAt: minutesOn(9),
    })
  })
})
