import { expect, test } from 'vitest'
import { amountRefusals } from './amount-limit-rules.ts'
import { effectClasses } from './policy.ts'
import { emptyDocument, PolicyDocument } from './policy-document.ts'

const document = (approvals: unknown) => PolicyDocument.parse({ approvals })
const refused = (approvals: unknown, before: unknown = {}) =>
  amountRefusals(document(approvals), document(before)).map(({ path }) => path)
const auto = { who: 'auto', upToUsd: 5, above: 'one', perDay: 3 }
const limit = { who: 'one', upToUsd: 5, above: 'two' }

test('an amount is taken for what pays or buys alone, and refused at its field for the rest', () => {
  const all = Object.fromEntries(effectClasses.map((effect) => [effect, limit]))
  expect(refused(all)).toEqual(
    ['send', 'publish', 'delete', 'deploy', 'exec', 'other'].map((effect) => `approvals.${effect}.upToUsd`),
  )
  expect(refused({ pay: auto, buy: auto, send: auto })).toEqual(['approvals.send.who'])
  expect(refused({ send: { who: 'one' }, deploy: { who: 'two' } })).toEqual([])
})

test('it says why, and what to do instead', () => {
  const why = 'for paying and buying; of anything else the agent may type any amount'
  expect(amountRefusals(document({ send: auto, deploy: limit }), emptyDocument)).toEqual([
    { path: 'approvals.send.who', message: `passes by itself only ${why}: choose who has to agree` },
    { path: 'approvals.deploy.upToUsd', message: `counts only ${why}: leave it empty` },
  ])
})

test('one that was saved before stays as it is, and is refused once it is changed', () => {
  expect(refused({ send: auto, deploy: limit }, { send: auto, deploy: limit })).toEqual([])
  expect(refused({ deploy: { ...limit, upToUsd: 6 } }, { deploy: limit })).toHaveLength(1)
  expect(refused({ deploy: { ...limit, above: 'other' } }, { deploy: limit })).toHaveLength(1)
  expect(refused({ deploy: { ...limit, who: 'other' } }, { deploy: limit })).toHaveLength(1)
  expect(refused({ send: limit }, { deploy: limit })).toHaveLength(1)
  expect(refused({ deploy: { who: 'one' } }, { deploy: limit })).toEqual([])
})
