import { expect, test } from 'vitest'
import type { Effect } from '#api/effects/contract.ts'
import { askerHref, auditSentence, lookOf, outcomeLook, policyHref, underWords } from './effect-look.ts'

const agreement = { verdict: 'approved', hash: 'h', actor: 'a' } as Effect['agreements'][number]
const out = [{ at: '2026-11-26T09:00:00.000Z', grantId: 'gr_1' }]
const anEffect = (change: Partial<Effect>) =>
  ({
    ...{
      agentName: 'Ines',
      proposal: { tool: 'send_message', hash: 'h' },
      agreements: [],
      letPass: null,
      givenOut: [],
      timesPerformed: 0,
    },
    ...change,
  }) as unknown as Effect

test.each<[Partial<Effect>, string]>([
  [{}, 'Nobody has approved it. Nothing was done.'],
  [{ agreements: [{ ...agreement, verdict: 'rejected' }] }, 'It was rejected. Nothing was done.'],
  [
    {
      agreements: [{ ...agreement, hash: 'before' }, agreement, agreement],
      givenOut: out,
      timesPerformed: 1,
    },
    '1 operator approved it. It was done once.',
  ],
  [
    { agreements: [agreement], givenOut: out, timesPerformed: 1 },
    '1 operator approved it. It was done once.',
  ],
  [
    { agreements: [agreement, { ...agreement, actor: 'b' }], givenOut: out },
    '2 operators approved it. The permission went out, and nothing was done.',
  ],
  [
    { agreements: [agreement], givenOut: out, timesPerformed: null },
    '1 operator approved it. The permission went out, and nobody knows whether it was done.',
  ],
  [
    { agreements: [agreement], givenOut: out, timesPerformed: 3 },
    '1 operator approved it. It is recorded as done 3 times, and may be done once: look where it would have arrived.',
  ],
])('the audit in a sentence: %j', (change, words) => {
  expect(auditSentence(anEffect(change))).toBe(`Ines asked to use send_message. ${words}`)
})

type LetPass = NonNullable<Effect['letPass']>
const rule: Extract<LetPass, { kind: 'automatic' }> = {
  kind: 'automatic',
  ...{ scope: 'project', scopeId: 'pr_1', ownerName: 'Letter', version: 3, upToUsd: 5 },
  ...{ sentence: null, writtenAt: null, writtenByName: null },
}
const grant = { kind: 'standing', madeByName: 'Mara Lind' } as Effect['letPass']

test.each<[Effect['letPass'], string]>([
  [rule, 'version 3 of the policy of Letter lets sending up to $5.00 pass'],
  [{ ...rule, scope: 'portfolio' }, 'version 3 of the policy of all projects lets sending up to $5.00 pass'],
  [
    { ...rule, version: 0 },
    'the policy of Letter, of which no version was written, lets sending up to $5.00 pass',
  ],
  [grant, 'it passed by a standing grant of Mara Lind'],
])('of what nobody was asked about it says what let it pass: %j', (letPass, words) => {
  const proposal = { tool: 'send_message', effectClass: 'send' } as Effect['proposal']
  const effect = anEffect({ letPass, proposal, givenOut: out, timesPerformed: 1 })
  expect(auditSentence(effect)).toBe(`Ines used send_message. Nobody was asked: ${words}. It was done once.`)
})

test('what is recorded as done more than once is a warning', () => {
  const proposal = { status: 'performed' } as Effect['proposal']
  const wordOf = (timesPerformed: number | null) => lookOf({ proposal, timesPerformed })
  expect(wordOf(1)).toMatchObject({ word: 'Done once', tone: 'positive' })
  expect(wordOf(2)).toMatchObject({ word: 'Done 2 times', tone: 'danger' })
  const outcome = { kind: 'performed', isAgain: false } as Effect['outcomes'][number]
  expect(outcomeLook(outcome).word).toBe('Done once')
  expect(outcomeLook({ ...outcome, isAgain: true })).toMatchObject({ word: 'Done again', tone: 'danger' })
})

test.each([
  ['operator:op_1', null, '/operators'],
  ['api-key:ak_1', null, '/api-keys'],
  ['agent:ag_1', null, '/agents/ag_1'],
  ['system:heartbeat', null, null],
  ['operator:op_1', 'rr_1', '/runbook-runs/rr_1'],
])('who asked is looked up where they are: %s, %s', (actor, runbookRunId, href) => {
  expect(askerHref({ actor, name: '', runbookRunId })).toBe(href)
})

test('a version of a policy is a place on the page of its owner', () => {
  expect(policyHref('pr_1', 3)).toBe('/projects/pr_1/policies#version-3')
  expect(policyHref('ag_1', 1)).toBe('/policies/ag_1#version-1')
})

test('a decision says under which versions, or that its entry does not', () => {
  expect(underWords(null)).toBeNull()
  expect(underWords([])).toBe('no policy written')
  const wide = { scope: 'portfolio', scopeId: 'portfolio', version: 3 } as const
  expect(underWords([wide, { scope: 'agent', scopeId: 'ag_1', version: 1 }])).toBe(
    'under All projects version 3, Agent version 1',
  )
})
