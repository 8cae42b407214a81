import { expect, test } from 'vitest'
import type { Wait } from '#domain/task/task.ts'
import { aProposal } from '#test/builders.ts'
import { costWords } from '../../ui/cost-words.ts'
import { sizeWords } from '../../ui/size-words.ts'
import { after, requested, runEnd, runFacts, stateOf, storyNow } from './sample-story.ts'
import { approvingWords, tokensOfAll, unpricedWords, waitLine } from './task-wording.ts'

const aWait = (change: Partial<Wait>): Wait => ({
  kind: 'approval',
  since: after(-120),
  until: null,
  detail: 'send_message',
  ...change,
})
const line = (change: Partial<Wait>) => waitLine(aWait(change), storyNow, null)

test('a wait says for what, since when and what happens by itself', () => {
  expect(line({ until: after(216) })).toEqual({
    on: 'your approval of send_message',
    since: new Date(after(-120)),
    otherwise: 'ends unsent in 3 h 36 min',
  })
  expect(line({ kind: 'retry', until: after(2), detail: 'busy' }).otherwise).toBe('tries again in 2 min')
  expect(line({ kind: 'executor', detail: 'mac-mini' })).toMatchObject({
    on: 'the executor, mac-mini',
    otherwise: 'starts by itself once it is there',
  })
})

test('an operator is asked for an answer, or for a verification where something is missing', () => {
  expect(line({ kind: 'operator', detail: 'Which list?' }).on).toBe('your answer')
  expect(line({ kind: 'operator', detail: 'missing: sources.csv' }).on).toBe('your verification')
})

test('what is for others to do names them', () => {
  const others = (change: Partial<Wait>, names: string[]) => waitLine(aWait(change), storyNow, names).on
  expect(others({}, ['Theo'])).toBe('Theo, to approve send_message')
  expect(others({ kind: 'operator', detail: 'Which list?' }, ['Mara', 'Theo'])).toBe(
    'Mara or Theo, to answer',
  )
  expect(others({ kind: 'operator', detail: 'look at: Letter' }, ['A', 'B', 'C'])).toBe(
    'the operators, to review it',
  )
  expect(others({}, [])).toBe('somebody who may: nobody here, to approve send_message')
})

test.each([
  [0, '$0.00'],
  [1, 'under $0.00001'],
  [40_000, '$0.00004'],
  [3_210_000, '$0.0032'],
  [12_300_000, '$0.01'],
  [920_000_000, '$0.92'],
  [1_234_560_000_000, '$1,234.56'],
])('%i billionths are %s: a price that is there is never shown as zero', (nanoUsd, words) => {
  expect(costWords(nanoUsd)).toBe(words)
})

test('approving says who makes the call', () => {
  expect(approvingWords(aProposal({ via: 'invoke' }), 'Ada')[0]).toContain('call send_message once')
  expect(approvingWords(aProposal({ via: 'resume', tool: 'exec' }), 'Ada')[0]).toBe(
    'let Ada call exec once; these parameters replace whatever it types',
  )
})

test('tokens are a sum only where every ended run reported them', () => {
  const one = [requested(), ...runFacts('s1', 20), runEnd('s1', 10)]
  const open = [...one, ...runFacts('s2', 9)]
  expect(tokensOfAll(stateOf(open).runs)).toBe(51_104)
  expect(tokensOfAll(stateOf([...open, runEnd('s2', 8, { usage: null })]).runs)).toBeNull()
  expect(tokensOfAll([])).toBeNull()
})

test('a cost that is known in part says how much it is at least', () => {
  const usage = { input: 5, output: 0, cacheRead: 0, cacheWrite: 0, costNanoUsd: null }
  expect(unpricedWords(usage)).toBe('The model has no known price.')
  expect(unpricedWords({ ...usage, knownNanoUsd: 450_000_000 })).toBe(
    'At least $0.45: some of the model’s answers have no known price.',
  )
})

test('sizes read as a person says them', () => {
  expect([0, 999, 11_800, 640_000, 2_100_000].map(sizeWords)).toEqual([
    '0 bytes',
    '999 bytes',
    '11.8 KB',
    '640 KB',
    '2.1 MB',
  ])
})
