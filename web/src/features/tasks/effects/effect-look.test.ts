import { expect, test } from 'vitest'
import type { Effect } from '#api/effects/contract.ts'
import { auditSentence } from './effect-look.ts'

const agreement = { verdict: 'approved' } as Effect['agreements'][number]
const out = [{ at: '2026-11-26T09:00:00.000Z', grantId: 'gr_1' }]
const anEffect = (change: Partial<Effect>) =>
  ({
    ...{
      agentName: 'Ines',
      proposal: { tool: 'send_message' },
      agreements: [],
      givenOut: [],
      timesPerformed: 0,
    },
    ...change,
  }) as unknown as Effect

test.each<[Partial<Effect>, string]>([
  [{}, 'Nobody has approved it. Nothing was done.'],
  [{ agreements: [{ ...agreement, verdict: 'rejected' }] }, 'It was rejected. Nothing was done.'],
  [
    { agreements: [agreement], givenOut: out, timesPerformed: 1 },
    '1 operator approved it. It was done once.',
  ],
  [
    { agreements: [agreement, agreement], givenOut: out },
    '2 operators approved it. The permission went out, and nothing was done.',
  ],
  [
    { agreements: [agreement], givenOut: out, timesPerformed: null },
    '1 operator approved it. The permission went out, and nobody knows whether it was done.',
  ],
])('the audit in a sentence: %j', (change, words) => {
  expect(auditSentence(anEffect(change))).toBe(`Ines asked to use send_message. ${words}`)
})
