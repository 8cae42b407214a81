import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aHash, aTaskRequest } from '#test/builders.ts'
import { aFact, anyTaskFacts, minutesOn } from '#test/stories.ts'
import type { TaskState } from '../task/task.ts'
import { mayHaveBegun } from '../task/task-rules.ts'
import { applyEntry, noTask } from '../task/task-state.ts'
import type { Fact } from './entry.ts'
import {
  isRewind,
  keptFacts,
  lineOf,
  outsideWriters,
  rewoundState,
  rewoundTask,
  type StreamEntry,
} from './rewind.ts'

const entries = (...facts: [runId: string, fact: Fact][]): StreamEntry[] =>
  facts.map(([runId, fact], i) => ({ streamSeq: i + 1, runId, fact }))
const update = (itemId: string) => aFact('update_posted', { stepId: 's1', itemId, text: itemId })
const rewoundTo = (after: number) => aFact('rewound', { after, unknown: [], state: {} })
const fold = (stream: StreamEntry[]) => stream.map((entry) => entry.fact).reduce(applyEntry, noTask)
const proposed = aFact('approval_requested', {
  stepId: 's1',
  proposalId: 'p_1',
  tool: 'mail',
  parameters: {},
  hash: aHash,
  effectClass: 'send',
  via: 'invoke',
  effectKey: 'k',
  expiresAt: minutesOn(60),
})
const claimed = aFact('effect_claimed', { proposalId: 'p_1', effectKey: 'k', grantId: 'gr_1' })
const performed = aFact('effect_performed', { proposalId: 'p_1', effectKey: 'k', detail: 'id 1' })

describe('the line to an entry', () => {
  const stream = entries(
    ['api', aTaskRequest()],
    ['r1', update('a')],
    ['r1', update('b')],
    ['r2', rewoundTo(2)],
    ['r2', update('c')],
    ['r3', rewoundTo(3)],
    ['r3', update('d')],
  )
  const seqs = (head: number) => lineOf(stream, head).map((entry) => entry.streamSeq)

  test('is every entry before it', () => {
    expect(seqs(3)).toEqual([1, 2, 3])
    expect(seqs(0)).toEqual([])
  })

  test('branches off where a run started again', () => {
    expect(seqs(5)).toEqual([1, 2, 4, 5])
    expect(seqs(7)).toEqual([1, 2, 3, 6, 7])
  })

  test('is a defect beyond the end of the stream', () => {
    expect(() => seqs(8)).toThrow('no entry 8 in a stream of 7')
  })
})

test('a run that starts again forgets what it does not know, and lists it', () => {
  const stream = entries(
    ['api', aTaskRequest()],
    ['r1', update('a')],
    ['r1', update('b')],
    ['r1', update('c')],
  )
  const { state, unknown } = rewoundState(stream, 2, 4, fold(stream))
  expect(unknown).toEqual([3, 4])
  expect(state.itemIds).toEqual(['a'])
})

test('what the api and the reconciler wrote is never rewound', () => {
  expect(outsideWriters).toEqual(['api', 'reconciler'])
  const note = aFact('intent_undeliverable', { intentId: 'in_9', command: 'retryTask', message: '' })
  const stream = entries(
    ['api', aTaskRequest()],
    ['r1', update('a')],
    ['reconciler', note],
    ['r1', update('b')],
  )
  const { state, unknown } = rewoundState(stream, 1, 4, fold(stream))
  expect(unknown).toEqual([2, 4])
  expect(state.intentIds).toEqual(['in_test', 'in_9'])
  expect(state.itemIds).toEqual([])
})

test('how a run that somebody else began ended stays: nobody tells it again', () => {
  const adopted = {
    runId: 'x',
    sessionKey: 'k',
    starter: { kind: 'chat', name: '' },
    startedAt: null,
  } as const
  const requested = aTaskRequest()
  const run = { sessionKey: 'k', reason: 'Chat', executorId: 'mac-mini', contextHash: '' }
  const transcript = { stepId: 's1', itemId: 'tr', messages: [], tools: [], isCut: false }
  const end = { startedAt: requested.at, usage: null, gateway: null, adoptedRunIds: [], isRetryable: false }
  const ends = (stepId: string) =>
    aFact('run_ended', { ...end, stepId, outcome: 'ok', text: stepId, error: null })
  const streamOf = (body: typeof requested.body) =>
    entries(
      ['api', { ...requested, body }],
      ['api', aFact('run_queued', { ...run, stepId: 's1', runId: 'x' })],
      ['r1', update('a')],
      ['r1', aFact('transcript_recorded', transcript)],
      ['r1', ends('s1')],
      ['r1', aFact('run_queued', { ...run, stepId: 's2', runId: 'y' })],
      ['r1', ends('s2')],
    )
  const stream = streamOf({ ...requested.body, adopted })
  const { state, unknown } = rewoundState(stream, 2, 7, fold(stream))
  expect(unknown).toEqual([3, 6, 7])
  expect(state.itemIds).toEqual(['tr'])
  expect(state.runs).toMatchObject([{ stepId: 's1', outcome: 'ok', text: 's1' }])
  const own = streamOf(requested.body)
  expect(rewoundState(own, 2, 7, fold(own)).unknown).toEqual([3, 4, 5, 6, 7])
})

describe('a proposal that got outside stays what it is', () => {
  const stream = entries(['api', aTaskRequest()], ['r1', proposed], ['r1', claimed], ['r1', performed])

  test('though the run that starts again knows it as pending', () => {
    const { state, unknown } = rewoundState(stream, 2, 4, fold(stream))
    expect(unknown).toEqual([3, 4])
    expect(state.proposals).toMatchObject([{ proposalId: 'p_1', status: 'performed', detail: 'id 1' }])
  })

  test('or does not know it at all', () => {
    expect(rewoundState(stream, 1, 4, fold(stream)).state.proposals).toMatchObject([{ status: 'performed' }])
  })

  test('and who agreed to it is not asked again', () => {
    const approved = aFact('approval_decided', {
      ...{ proposalId: 'p_1', verdict: 'approved', reason: '', hash: aHash, intentId: 'in_yes' },
    } as const)
    const decided = entries(
      ['api', aTaskRequest()],
      ['r1', proposed],
      ['r1', approved],
      ['r1', claimed],
      ['r1', performed],
    )
    const current = fold(decided)
    for (const after of [1, 2]) {
      const { state } = rewoundState(decided, after, 5, current)
      expect(state.intentIds).toEqual(['in_test', 'in_yes'])
    }
    expect(rewoundState(decided, 4, 5, current).state.intentIds).toEqual(['in_test', 'in_yes'])
  })

  test('and the agent is told of it once: at once where it had asked, or when it asks again', () => {
    const told = [{ kind: 'performed', tool: 'mail', text: 'id 1' }]
    const current = fold(stream)
    expect(rewoundState(stream, 2, 4, current).state.news).toEqual(told)
    expect(rewoundState(stream, 4, 4, current).state.news).toEqual(told)
    const forgotten = rewoundState(stream, 1, 4, current).state
    expect(forgotten.news).toEqual([])
    const askedAgain = applyEntry(forgotten, proposed)
    expect(askedAgain).toMatchObject({ news: told, itemIds: ['p_1'], proposals: [{ status: 'performed' }] })
  })

  test('a grant that nobody used is told of again', () => {
    const resumed = { ...proposed, body: { ...proposed.body, via: 'resume' } } as Fact
    const granted = entries(['api', aTaskRequest()], ['r1', resumed], ['r1', claimed])
    const { state } = rewoundState(granted, 1, 3, fold(granted))
    expect(applyEntry(state, resumed).news).toEqual([{ kind: 'granted', tool: 'mail', text: '' }])
  })

  test('and one that is only pending is decided anew', () => {
    const pending = entries(['api', aTaskRequest()], ['r1', proposed])
    expect(rewoundState(pending, 1, 2, fold(pending)).state.proposals).toEqual([])
  })
})

describe('of several effects each is told by itself', () => {
  const as = (proposalId: string, fact: Fact, change = {}) =>
    ({ ...fact, body: { ...fact.body, proposalId, ...change } }) as Fact
  const stream = entries(
    ['api', aTaskRequest()],
    ['r1', proposed],
    ['r1', as('p_2', proposed, { tool: 'exec' })],
    ['r1', claimed],
    ['r1', performed],
  )

  test('what is pending stays beside what got outside, and only that is news', () => {
    const { state } = rewoundState(stream, 3, 5, fold(stream))
    expect(state.proposals).toMatchObject([
      { proposalId: 'p_2', status: 'pending' },
      { proposalId: 'p_1', status: 'performed' },
    ])
    expect(state.news).toEqual([{ kind: 'performed', tool: 'mail', text: 'id 1' }])
  })

  test('what the run knows as it is, is no news beside another that it does not', () => {
    const more = [...stream, ...entries(['r1', as('p_2', claimed)], ['r1', as('p_2', performed)])]
    const { state } = rewoundState(more, 5, 7, fold(more))
    expect(state.proposals.map(({ proposalId }) => proposalId)).toEqual(['p_1', 'p_2'])
    expect(state.news).toEqual([
      { kind: 'performed', tool: 'mail', text: 'id 1' },
      { kind: 'performed', tool: 'exec', text: 'id 1' },
    ])
  })

  test('what was claimed for a call that we make is no news yet, and nobody decided what passed by itself', () => {
    const going = stream.slice(0, 4)
    expect(rewoundState(going, 3, 4, fold(going)).state).toMatchObject({ news: [], intentIds: ['in_test'] })
    const passed = aFact('standing_grant_used', {
      ...{ stepId: 's1', proposalId: 'p_9', tool: 'mail', parameters: {}, hash: aHash, effectClass: 'send' },
      ...({ effectKey: 'k', grantId: 'gr_9', standingGrantId: 'sg_1' } as const),
    })
    const alone = entries(['api', aTaskRequest()], ['r1', passed])
    const { state } = rewoundState(alone, 1, 2, fold(alone))
    expect(state).toMatchObject({ intentIds: ['in_test'], news: [], proposals: [{ proposalId: 'p_9' }] })
  })
})

test('the entry of a run that starts again says after what, what it does not know, and what it goes on from', () => {
  const stream = entries(['api', aTaskRequest()], ['r1', update('a')], ['r1', update('b')])
  const place = { after: 2, lastSeq: 3, at: minutesOn(9) }
  expect(rewoundTask(stream, place, fold(stream))).toEqual({
    ...{ type: 'rewound', at: minutesOn(9), actor: 'system:control' },
    body: { after: 2, unknown: [3], state: rewoundState(stream, 2, 3, fold(stream)).state },
  })
})

test('a run of a runbook branches off as a task does, and its rewinds are no facts to go on from', () => {
  const again = aFact('runbook_run_rewound', { after: 1, unknown: [2], state: {} } as never)
  const stream = entries(['api', aTaskRequest()], ['r1', update('a')], ['r2', again], ['r2', update('b')])
  expect(isRewind(again)).toBe(true)
  expect(isRewind(update('a'))).toBe(false)
  expect(lineOf(stream, 4).map(({ streamSeq }) => streamSeq)).toEqual([1, 3, 4])
  expect(keptFacts(stream, 4, 4)).toEqual({ facts: [aTaskRequest(), update('b')], unknown: [] })
})

test('a second rewind forgets what the first one had kept of its run', () => {
  const first = entries(['api', aTaskRequest()], ['r1', update('a')], ['r1', update('b')])
  const { state } = rewoundState(first, 1, 3, fold(first))
  const rewound = aFact('rewound', { after: 1, unknown: [2, 3], state: state as never })
  const stream = [
    ...first,
    ...entries(['r2', rewound], ['r2', update('c')]).map((e, i) => ({ ...e, streamSeq: 4 + i })),
  ]
  expect(fold(stream).itemIds).toEqual(['c'])
  const older = rewoundState(stream, 2, 5, fold(stream))
  expect(older.unknown).toEqual([4, 5])
  expect(older.state.itemIds).toEqual(['a'])
})

const givenOut = ({ runs, forgottenAdvance = [] }: TaskState) =>
  [...runs.filter(mayHaveBegun).flatMap(({ advance = [] }) => advance), ...forgottenAdvance].map(
    ({ grantId }) => grantId,
  )

test('whatever was written: what is known of effects is kept, and nothing unknown but effects remains', () => {
  const outside = ['claimed', 'performed', 'failed', 'uncertain']
  fc.assert(
    fc.property(anyTaskFacts, fc.nat(), (facts, cut) => {
      const stream = entries(['api', aTaskRequest()], ...facts.map((fact): [string, Fact] => ['r1', fact]))
      const after = 1 + (cut % stream.length)
      const current = fold(stream)
      const { state, unknown } = rewoundState(stream, after, stream.length, current)
      expect(unknown).toEqual(stream.slice(after).map((entry) => entry.streamSeq))
      const known = fold(stream.slice(0, after))
      const gotOut = current.proposals.filter((p) => outside.includes(p.status))
      const heard = { proposals: [], intentIds: [], news: [], forgottenAdvance: undefined }
      expect({ ...state, ...heard }).toEqual({ ...known, ...heard })
      const decisions = state.intentIds.slice(known.intentIds.length)
      expect(state.intentIds).toEqual([...known.intentIds, ...decisions])
      expect(gotOut.map(({ intentId }) => intentId)).toEqual(expect.arrayContaining(decisions))
      expect(state.news.slice(0, known.news.length)).toEqual(known.news)
      expect(state.news.length - known.news.length).toBeLessThanOrEqual(gotOut.length)
      expect(state.proposals).toEqual(expect.arrayContaining(gotOut))
      expect(givenOut(state)).toEqual(expect.arrayContaining(givenOut(current)))
    }),
  )
})
