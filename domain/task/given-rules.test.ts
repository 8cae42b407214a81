import { describe, expect, test } from 'vitest'
import { aHash } from '#test/builders.ts'
import { aFact, afterFacts, minutesOn, queued } from '#test/stories.ts'
import type { AdvanceGrant, GrantTarget } from '../grant/grant.ts'
import { parseFact } from '../ledger/entry.ts'
import { rewoundState, type StreamEntry } from '../ledger/rewind.ts'
import type { RunItem } from '../run/run.ts'
import { permissionOf } from './given-rules.ts'
import { factOfItem, isUnfounded, passedAsTold } from './item-rules.ts'
import type { TaskState } from './task.ts'
import { applyEntry, noTask } from './task-state.ts'

type Passed = RunItem & { kind: 'passed' }

const rule: AdvanceGrant = {
  ...{ grantId: 'gr_rule', effectKey: 'task/t_1/s1/auto-pay/1' },
  source: { kind: 'automatic', effectClass: 'pay', upToUsd: 5, scope: 'project', policyVersion: 2 },
}
const standing = (target: GrantTarget): AdvanceGrant => ({
  ...{ grantId: 'gr_sg', effectKey: 'task/t_1/s1/sg_1/1' },
  source: {
    ...{ kind: 'standing', standingGrantId: 'sg_1', tool: 'send_message', effectClass: 'send', target },
    until: minutesOn(60),
  },
})
const letters = standing({ kind: 'places', names: ['to'], places: { to: '"ada"' }, upToUsd: null })

const begun = (...advance: AdvanceGrant[]) => queued('s1', 1, advance.length > 0 ? { advance } : {})
const end = (outcome: 'ok' | 'not_begun') =>
  aFact('run_ended', {
    ...{ stepId: 's1', outcome, text: '', error: null, isRetryable: false, startedAt: minutesOn(1) },
    ...{ usage: null, gateway: null, adoptedRunIds: [] },
  })
const told = ({ grantId, effectKey, source }: AdvanceGrant, change: Partial<Passed> = {}): Passed => ({
  ...{ kind: 'passed', id: 'p_1', at: minutesOn(2), stepId: 's1', grantId, effectKey, source },
  ...{ tool: 'send_message', parameters: { to: 'ada' }, hash: aHash },
  ...change,
})
const bill = told(rule, { tool: 'pay_invoice', parameters: { amountUsd: 4 } })
const factOf = (item: RunItem, task: TaskState) => factOfItem(item, task, 't_1', minutesOn(3))
const merged = (task: TaskState, ...items: RunItem[]) =>
  items.reduce((state, item) => {
    const fact = factOf(item, state)
    return fact ? applyEntry(state, fact) : state
  }, task)

describe('a call that passed by a permission that a run of its task had is an effect', () => {
  const holding = afterFacts(begun(rule, letters))
  const states: [string, TaskState][] = [
    ['while the run is open', holding],
    ['once it is over', afterFacts(begun(rule, letters), end('ok'))],
    ['in a later run of the task', afterFacts(begun(rule, letters), end('ok'), queued('s2', 5))],
    [
      'though what was not used was given back',
      afterFacts(
        begun(rule, letters),
        aFact('grants_released', { stepId: 's1', released: [rule.effectKey, letters.effectKey], used: [] }),
      ),
    ],
  ]
  test.each(states)('%s', (_, task) => {
    expect(factOf(bill, task)).toMatchObject({ type: 'effect_passed', body: { grantId: 'gr_rule' } })
    expect(factOf(told(letters), task)).toMatchObject({
      ...{ type: 'standing_grant_used', actor: 'executor:mac-mini' },
      body: { standingGrantId: 'sg_1', effectClass: 'send' },
    })
    for (const item of [bill, told(letters)]) expect(isUnfounded(item, task)).toBe(false)
  })

  test('also where its parameters are masked, and where its time is over when it is told', () => {
    const masked = told(letters, { parameters: { to: '[secret, kept on the Mac]' }, at: minutesOn(90) })
    expect(factOf(masked, holding)?.type).toBe('standing_grant_used')
  })

  test('by the terms that the record has of the permission, whatever the item says of them', () => {
    const source = { ...rule.source, upToUsd: 1_000_000, scope: 'agent' } as AdvanceGrant['source']
    expect(factOf({ ...bill, source }, holding)?.body).toMatchObject({ upToUsd: 5, scope: 'project' })
    expect(factOf({ ...bill, source: letters.source }, holding)?.type).toBe('effect_passed')
  })

  test('and of a step that is prepared again, whose permissions have other ids', () => {
    const again = afterFacts(begun({ ...rule, grantId: 'gr_later' }))
    expect(factOf(bill, again)?.body).toMatchObject({ grantId: 'gr_rule', effectKey: rule.effectKey })
    const both = { ...again, forgottenAdvance: [{ ...rule, source: { ...rule.source, upToUsd: 4 } }] }
    expect(factOf(bill, both as TaskState)?.body).toMatchObject({ upToUsd: 4 })
  })
})

describe('one that no permission accounts for is an incident, and no effect', () => {
  const holding = afterFacts(begun(rule, letters))
  const cases: [string, Passed, TaskState][] = [
    ['the run had none', bill, afterFacts(begun())],
    ['it is of no run that the task had', bill, afterFacts()],
    ['the run was not begun', bill, afterFacts(begun(rule), end('not_begun'))],
    ['it names another key', { ...bill, effectKey: 'task/t_1/s1/auto-pay/2' }, holding],
    ['the standing grant is for another tool', told(letters, { tool: 'exec' }), holding],
    [
      'the standing grant is for one call, and this is another',
      told(letters),
      afterFacts(begun(standing({ kind: 'call', hash: 'of one call' }))),
    ],
    ['another call has used it', { ...bill, id: 'p_2' }, merged(holding, bill)],
  ]
  test.each(cases)('%s', (_, item, task) => {
    expect(permissionOf(item, task)).toBeNull()
    expect(isUnfounded(item, task)).toBe(true)
    const { id, tool, parameters, hash } = item
    const fact = factOf(item, task)
    expect(fact && parseFact(fact)).toEqual({
      ...{ type: 'call_changed', at: minutesOn(2), actor: 'executor:mac-mini' },
      body: {
        ...{ stepId: 's1', itemId: `unfounded/${id}`, tool, allowed: null, effective: { hash, parameters } },
        answer: 'Reported as let pass in advance, and no permission was given for it',
      },
    })
    const itemIds = [...task.itemIds, `unfounded/${id}`]
    expect(merged(task, item, item)).toEqual({ ...task, itemIds })
  })

  test('nor is what it is said to have done one', () => {
    const effectKey = 'task/t_1/s1/auto-pay/2'
    const done: RunItem = {
      ...{ kind: 'effect', id: 'e_1', at: minutesOn(3), stepId: 's1', proposalId: 'p_1', effectKey },
      ...{ outcome: 'performed', detail: 'paid' },
    }
    const after = merged(holding, { ...bill, effectKey }, done)
    expect(after.proposals).toEqual([])
    expect(after.itemIds).toEqual(['unfounded/p_1', 'unfounded/e_1'])
  })

  test('the right one counts, though it was forged before', () => {
    const forged = merged(holding, { ...bill, id: 'p_2', effectKey: 'made up' })
    expect(merged(forged, bill).proposals).toMatchObject([{ proposalId: 'p_1', status: 'claimed' }])
  })

  test('as older histories have it, it is what it was told to be, once', () => {
    const task = afterFacts(begun())
    const fact = passedAsTold(bill, task)
    expect(fact).toMatchObject({
      type: 'effect_passed',
      actor: 'executor:mac-mini',
      body: { grantId: 'gr_rule' },
    })
    const after = fact ? applyEntry(task, fact) : task
    expect(passedAsTold(bill, after)).toBeNull()
    expect(isUnfounded(bill, after)).toBe(false)
  })
})

describe('what a reset makes a task forget may have been used', () => {
  const stream = (...facts: Parameters<typeof applyEntry>[1][]): StreamEntry[] =>
    facts.map((fact, i) => ({ streamSeq: i + 1, runId: i === 0 ? 'api' : 'r1', fact }))
  const fold = (entries: StreamEntry[]) => entries.map(({ fact }) => fact).reduce(applyEntry, noTask)
  const entries = stream(aFact('message_sent', { text: 'Hi', intentId: 'in_1' }), begun(rule, letters))
  const { state } = rewoundState(entries, 1, 2, fold(entries))

  test('its permissions stay known, and its calls are effects', () => {
    expect(state.runs).toEqual([])
    expect(state.forgottenAdvance).toEqual([rule, letters])
    expect(factOf(bill, state)?.type).toBe('effect_passed')
  })

  test('also where the step is prepared again without them, as after a grant was revoked', () => {
    expect(factOf(told(letters), applyEntry(state, begun()))?.type).toBe('standing_grant_used')
  })

  test('a second reset keeps them, and of what is known still nothing is kept twice', () => {
    const again = rewoundState(entries, 1, 2, state)
    expect(again.state.forgottenAdvance).toEqual([rule, letters])
    expect(rewoundState(entries, 2, 2, fold(entries)).state).not.toHaveProperty('forgottenAdvance')
  })
})
