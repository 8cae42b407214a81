import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aHash, aResult, aTime } from '#test/builders.ts'
import { aFact, afterFacts, minutesOn } from '#test/stories.ts'
import { parseFact } from '../ledger/entry.ts'
import { defaultPolicy } from '../policy/policy.ts'
import type { RunItem } from '../run/run.ts'
import { factOfItem, factOfResult, isUnfounded } from './item-rules.ts'
import type { TaskState } from './task.ts'
import { applyEntry } from './task-state.ts'

const stepId = 's1'
const prepared = aFact('task_prepared', { stepId, policy: { ...defaultPolicy, approvalTtlMs: 60_000 } })
const rule = {
  ...{ grantId: 'gr_1', effectKey: 'task/t_1/s1/auto-send/1' },
  source: { kind: 'automatic', effectClass: 'send', upToUsd: 5, scope: 'project', policyVersion: 2 },
} as const
const queued = aFact('run_queued', {
  stepId,
  runId: 'r1',
  sessionKey: 'k',
  reason: 'first run',
  executorId: 'mac-mini',
  contextHash: 'h',
  advance: [rule],
})
const ended = aFact('run_ended', {
  stepId,
  outcome: 'ok',
  text: '',
  error: null,
  isRetryable: false,
  startedAt: aTime,
  usage: null,
  gateway: null,
  adoptedRunIds: [],
})
const end = {
  outcome: 'ok',
  ...{ text: 'Hi', error: null, isRetryable: false, usage: null, adoptedRunIds: [] },
  ...{ startedAt: aTime, endedAt: aTime, gateway: { version: '2026.9.6', isPractice: false } },
} as const
const known = aFact('approval_requested', {
  ...{ stepId, proposalId: 'p_known', tool: 'exec', parameters: {}, hash: aHash, effectClass: 'exec' },
  ...{ via: 'resume', effectKey: 'k', expiresAt: minutesOn(60) },
})
const given = [
  aFact('approval_requested', {
    ...{ stepId, proposalId: 'p_given', tool: 'send_message', parameters: { to: 'a' }, hash: aHash },
    ...{ effectClass: 'send', via: 'invoke', effectKey: 'task/t_1/s1/p_given', expiresAt: minutesOn(60) },
  }),
  aFact('approval_decided', {
    ...{ proposalId: 'p_given', verdict: 'approved', reason: '', hash: aHash, intentId: 'in_1' },
  }),
  aFact('effect_claimed', { proposalId: 'p_given', effectKey: 'task/t_1/s1/p_given', grantId: 'gr_1' }),
] as const
const running = afterFacts(prepared, queued, known, ...given)
const over = afterFacts(prepared, queued, ended)

const at = minutesOn(3)
const now = minutesOn(4)
const by = { id: 'i1', at, stepId }
const proposal = {
  ...by,
  kind: 'proposal',
  tool: 'send_message',
  parameters: { to: 'a' },
  hash: aHash,
  via: 'invoke',
} as const
const effect = {
  ...by,
  kind: 'effect',
  proposalId: 'p_given',
  effectKey: 'task/t_1/s1/p_given',
  detail: 'id 1',
} as const
const items = {
  run_accepted: { ...by, kind: 'run_accepted' },
  gateway_awaited: { ...by, kind: 'gateway_awaited', reason: 'down' },
  start_unanswered: { ...by, kind: 'start_unanswered', reason: 'down' },
  end_unheeded: { ...by, kind: 'end_unheeded', reason: 'it lives on' },
  update: { ...by, kind: 'update', text: 'Half done' },
  question: { ...by, kind: 'question', text: 'Which?', options: ['A'] },
  artifact: {
    ...by,
    kind: 'artifact',
    title: 'A',
    artifactKind: 'file',
    location: 'a.md',
    hash: aHash,
    size: 3,
  },
  learning: { ...by, kind: 'learning', text: 'They read on Sundays.', about: 'readers' },
  proposal,
  call_blocked: {
    ...{ ...by, kind: 'call_blocked', tool: 'exec', effectClass: 'exec' },
    ...{ hash: aHash, why: 'denied', times: 1 },
  },
  call_changed: {
    ...{ ...by, kind: 'call_changed', tool: 'exec' },
    ...{
      allowed: { hash: aHash, parameters: { command: 'ls' } },
      effective: { hash: 'b', parameters: null },
    },
  },
  passed: {
    ...{ ...by, kind: 'passed', tool: 'send_message', parameters: { to: 'a' }, hash: aHash },
    ...rule,
  },
  effect: { ...effect, outcome: 'performed' },
  reply: { ...by, kind: 'reply', proposalId: 'p_known', text: 'Because.', isWithdrawn: false },
  finish: { ...by, kind: 'finish', summary: 'All done' },
  transcript: {
    ...{ ...by, kind: 'transcript', isCut: false },
    messages: [{ by: 'asker', text: 'Hello' }],
    tools: [{ tool: 'read', calls: 1, failures: 0 }],
  },
  foreign_end: { ...by, kind: 'foreign_end', end },
} as const satisfies { [K in RunItem['kind']]: RunItem & { kind: K } }

describe('what the agent’s side reported becomes a fact', () => {
  test.each(Object.values(items))('$kind', (item) => {
    const fact = factOfItem(item, running, 't_1', now)
    expect(fact && parseFact(fact)).toMatchObject({ type: types[item.kind], actor: actors[item.kind] })
  })
  const types = {
    run_accepted: 'run_accepted',
    gateway_awaited: 'gateway_awaited',
    start_unanswered: 'start_unanswered',
    end_unheeded: 'end_unheeded',
    update: 'update_posted',
    question: 'question_asked',
    artifact: 'artifact_recorded',
    learning: 'learning_recorded',
    passed: 'effect_passed',
    proposal: 'approval_requested',
    call_blocked: 'call_blocked',
    call_changed: 'call_changed',
    effect: 'effect_performed',
    reply: 'inquiry_answered',
    finish: 'summary_given',
    transcript: 'transcript_recorded',
    foreign_end: 'run_ended',
  }
  const agent = 'agent:ag_test'
  const executor = 'executor:mac-mini'
  const actors = {
    run_accepted: executor,
    gateway_awaited: executor,
    start_unanswered: executor,
    end_unheeded: executor,
    update: agent,
    question: agent,
    artifact: agent,
    learning: agent,
    proposal: agent,
    call_blocked: executor,
    call_changed: executor,
    passed: executor,
    effect: executor,
    reply: agent,
    finish: agent,
    transcript: executor,
    foreign_end: executor,
  }

  test('how its gateway was told to end a run, and that it lives on after its end here', () => {
    const told = { as: 'killed', times: 6, answer: 'aborted', isLast: true } as const
    expect(factOfItem({ ...items.end_unheeded, told }, running, 't_1', now)?.body).toMatchObject({ told })
    const livesOn = { ...items.foreign_end, end: { ...end, isUnheeded: true } }
    expect(factOfItem(livesOn, running, 't_1', now)?.body).toMatchObject({ isUnheeded: true })
    expect(factOfItem(items.foreign_end, running, 't_1', now)?.body).not.toHaveProperty('isUnheeded')
  })

  test('with the time at which it happened there', () => {
    expect(factOfItem(items.update, running, 't_1', now)?.at).toBe(at)
  })
})

test('why an artifact has no hash goes into the record; where it has one, nothing is said', () => {
  const bodyOf = (change: object) =>
    factOfItem({ ...items.artifact, ...change } as RunItem, running, 't_1', now)?.body
  expect(bodyOf({ hash: null, size: null, notHashed: 'outside' })).toMatchObject({ notHashed: 'outside' })
  expect(bodyOf({})).not.toHaveProperty('notHashed')
})

test('a proposal’s time to be decided begins when it is recorded, by the policy of its run', () => {
  expect(factOfItem(proposal, running, 't_1', now)).toEqual({
    type: 'approval_requested',
    at: now,
    actor: 'agent:ag_test',
    body: {
      stepId,
      proposalId: 'i1',
      tool: 'send_message',
      parameters: { to: 'a' },
      hash: aHash,
      via: 'invoke',
      effectClass: 'send',
      effectKey: 'task/t_1/s1/i1',
      expiresAt: minutesOn(5),
    },
  })
  const documents = [{ scope: 'portfolio' as const, scopeId: 'portfolio', version: 3 }]
  const told = factOfItem(proposal, { ...running, policy: { ...defaultPolicy, documents } }, 't_1', now)
  expect(told?.body).toMatchObject({ policies: documents })
  const policy = { ...defaultPolicy, approvalTtlMs: 60_000, remindAfter: 0.5 }
  expect(factOfItem(proposal, { ...running, policy }, 't_1', now)?.body).toMatchObject({
    ...{ remindAt: minutesOn(4.5), expiresAt: minutesOn(5) },
  })
  const fact = factOfItem(proposal, { ...running, policy: null }, 't_1', now)
  expect(fact?.body).toMatchObject({ expiresAt: minutesOn(4 + 3 * 24 * 60) })
})

test('an answer about a proposal that the task does not have is nothing', () => {
  expect(factOfItem({ ...items.reply, proposalId: 'p_other' }, running, 't_1', now)).toBeNull()
})

test('each outcome of an effect has its fact', () => {
  const typeOf = (outcome: 'performed' | 'failed' | 'uncertain') =>
    factOfItem({ ...effect, outcome }, running, 't_1', now)?.type
  expect([typeOf('performed'), typeOf('failed'), typeOf('uncertain')]).toEqual([
    'effect_performed',
    'effect_failed',
    'effect_uncertain',
  ])
})

test('a sign of life of a run that is over comes too late; its results don’t', () => {
  expect(factOfItem(items.run_accepted, over, 't_1', now)).toBeNull()
  expect(factOfItem(items.gateway_awaited, over, 't_1', now)).toBeNull()
  expect(factOfItem(items.start_unanswered, over, 't_1', now)).toBeNull()
  expect(factOfItem(items.artifact, over, 't_1', now)).not.toBeNull()
})

/** As the workflow does it: each item becomes a fact on the state that the earlier ones left. */
function merged(state: TaskState, reported: readonly RunItem[]): TaskState {
  return reported.reduce((task, item) => {
    const fact = factOfItem(item, task, 't_1', now)
    return fact ? applyEntry(task, fact) : task
  }, state)
}
const distinct = Object.values(items)
  .filter((item) => item.kind !== 'effect' && item.kind !== 'foreign_end')
  .map((item, i) => ({ ...item, id: `i${i}` }) as RunItem)

test('items merged twice, in any order, are merged once', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(distinct), fc.shuffledSubarray(distinct), (first, second) => {
      const once = merged(running, [...first, ...second])
      expect(merged(once, [...second, ...first])).toEqual(once)
      const added = new Set([...first, ...second]).size
      expect(once.itemIds.length).toBe(running.itemIds.length + added)
    }),
  )
})

test('an effect that is reported again, and with less certainty, is told once and stays performed', () => {
  const performed = merged(running, [{ ...effect, id: 'e1', outcome: 'performed' }])
  const again = merged(performed, [
    { ...effect, id: 'e1', outcome: 'performed' },
    { ...effect, id: 'e2', outcome: 'uncertain' },
  ])
  expect(again).toEqual(performed)
  expect(performed.news).toEqual([{ kind: 'performed', tool: 'send_message', text: 'id 1' }])
})

describe('an effect whose permission was never given out is an incident, and changes nothing of its proposal', () => {
  const performed = { ...effect, id: 'e1', outcome: 'performed' } as const
  const asked = afterFacts(prepared, queued, given[0])
  const decided = (type: 'approval_decided' | 'approval_expired' | 'approval_withdrawn', body = {}) =>
    applyEntry(asked, aFact(type, { proposalId: 'p_given', reason: '', ...body } as never))
  const states: [string, TaskState, Partial<typeof performed>][] = [
    ['pending', asked, {}],
    ['rejected', decided('approval_decided', { verdict: 'rejected', hash: aHash, intentId: 'in_1' }), {}],
    ['expired', decided('approval_expired'), {}],
    ['withdrawn', decided('approval_withdrawn'), {}],
    ['claimed, and another key', running, { effectKey: 'task/t_1/s1/p_known' as never }],
  ]
  test.each(states)('%s', (_, task, change) => {
    const item = { ...performed, ...change }
    expect(isUnfounded(item, task)).toBe(true)
    const fact = factOfItem(item, task, 't_1', now)
    expect(fact && parseFact(fact)).toEqual({
      ...{ type: 'call_changed', at, actor: 'executor:mac-mini' },
      body: {
        ...{ stepId, itemId: 'unfounded/e1', proposalId: 'p_given', tool: 'send_message', allowed: null },
        effective: { hash: aHash, parameters: { to: 'a' } },
        answer: 'Reported as performed, and nobody had allowed it: id 1',
      },
    })
    const after = merged(task, [item, item])
    expect(after).toEqual({ ...task, itemIds: [...task.itemIds, 'unfounded/e1'] })
  })

  test('of a proposal that the task does not have, too', () => {
    const fact = factOfItem({ ...performed, proposalId: 'p_none' as never }, running, 't_1', now)
    expect(fact && parseFact(fact).body).toMatchObject({
      ...{ tool: 'p_none', allowed: null, effective: { hash: 'unknown', parameters: null } },
    })
  })

  test('and what is reported once it is allowed counts, though it was forged before', () => {
    const forged = merged(asked, [performed])
    const allowed = given.slice(1).reduce(applyEntry, forged)
    expect(isUnfounded(performed, allowed)).toBe(false)
    expect(merged(allowed, [performed]).proposals).toMatchObject([{ status: 'performed', detail: 'id 1' }])
  })
})

test('the end of a run is the executor’s word, without its items', () => {
  const result = aResult({ outcome: 'failed', error: 'busy', isRetryable: true, items: [items.update] })
  const fact = factOfResult(result, 's1', 'mac-mini', now)
  expect(parseFact(fact)).toMatchObject({
    type: 'run_ended',
    at: now,
    actor: 'executor:mac-mini',
    body: { stepId: 's1', outcome: 'failed', error: 'busy', isRetryable: true, usage: result.usage },
  })
  expect(fact.body).not.toHaveProperty('items')
})
