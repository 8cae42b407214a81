import { describe, expect, test } from 'vitest'
import { aTaskRequest } from '#test/builders.ts'
import { aFact, minutesOn } from '#test/stories.ts'
import type { Fact, FactOf } from '../ledger/entry.ts'
import { defaultPolicy, type WorkReview } from '../policy/policy.ts'
import type { TaskState } from '../task/task.ts'
import { applyEntry, noTask } from '../task/task-state.ts'
import type { CheckKind, Declared } from './deliverable.ts'
import { declaredOf, deliverablesOf, qualityMove, standingOf } from './quality-rules.ts'
import { shippedBy } from './shipped-rules.ts'

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

describe('an operator looks at the work where its policy has one do so', () => {
  const under = (review: WorkReview | undefined, deliverables: Declared[]) =>
    [
      aTaskRequest({ deliverables }),
      aFact('task_prepared', { stepId: 's1', policy: { ...defaultPolicy, ...(review && { review }) } }),
    ].reduce(applyEntry, noTask)
  const whole = { title: 'The work as a whole', check: { kind: 'review' } }

  test.each<[WorkReview | undefined, Declared[], unknown[]]>([
    [undefined, [], []],
    ['declared', [], []],
    ['undeclared', [], [whole]],
    ['undeclared', [page], [page]],
    ['all', [], [whole]],
    ['all', [page], [page, whole]],
    ['all', [page, review], [page, review]],
  ])('%s, of a task that declares %j', (said, declared, wanted) => {
    const task = under(said, declared)
    expect(deliverablesOf(task)).toEqual(wanted)
    expect(declaredOf(task)).toEqual(declared)
  })

  test('last of all, and what it finds wanting goes back to the agent; it ships nothing', () => {
    const task = [recorded('Letter'), pageChecked(true)].reduce(applyEntry, under('all', [page]))
    expect(qualityMove(task)).toEqual({ kind: 'review', titles: [whole.title] })
    const look = (passed: boolean) =>
      [
        aFact('review_requested', { titles: [whole.title] }),
        aFact(
          'deliverable_reviewed',
          { title: whole.title, passed, note: 'So.', intentId: 'in_9' },
          3,
          'operator:op_1',
        ),
      ].reduce(applyEntry, task)
    expect(look(false).news).toEqual([{ kind: 'unproven', text: `- ${whole.title}: So.` }])
    expect(qualityMove(look(true))).toEqual({ kind: 'verify', missing: [] })
    expect(shippedBy(look(true), minutesOn(4)).map(({ title }) => title)).toEqual(['Page'])
  })

  test('by a name of its own, also where a deliverable has that', () => {
    const taken: Declared = { title: whole.title, check: page.check }
    const titles = deliverablesOf(under('all', [taken])).map(({ title }) => title)
    expect(titles).toEqual([whole.title, `${whole.title}, once more`])
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

  test.each([0, 1, 2, 5])(
    'goes back to the agent %i times at most, and then to an operator',
    (maxReturns) => {
      const prepared = aFact('task_prepared', { stepId: 's1', policy: { ...defaultPolicy, maxReturns } })
      let task = after(prepared, ...passedAll, pageChecked(false))
      for (let attempt = 1; attempt <= maxReturns; attempt++) {
        const move = qualityMove(task)
        expect(move).toMatchObject({ kind: 'return', attempt, failed: [{ title: 'Page' }] })
        const body = { failed: [{ title: 'Page', why: 'It answered 404.' }], attempt }
        const again = [aFact('work_returned', body), queued, ...passedAll, pageChecked(false)]
        task = again.reduce(applyEntry, task)
      }
      expect(qualityMove(task)).toEqual({ kind: 'verify', missing: ['Page'] })
    },
  )

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
