import { expect, test } from 'vitest'
import { effectiveOf } from '#test/effective.ts'
import { parametersHash } from '../ledger/digest.ts'
import { emptyDocument, PolicyDocument } from '../policy/policy-document.ts'
import { askingOf } from './standing-asked-rules.ts'

const parameters = { to: 'ada@example.com' }
const letter = {
  tool: 'send_message',
  effectClass: 'send',
  parameters,
  hash: parametersHash('send_message', parameters),
} as const
const who = { madeBy: 'operator:op_1', requestedBy: 'operator:op_2' }
const under = (document: unknown) =>
  effectiveOf({ portfolio: null, project: PolicyDocument.parse(document), agent: null })

test('says whom the policy asks by now, whether it forbids the tool, and for whom', () => {
  const asking = { ...who, needs: 'one', isToolDenied: false, isOtherwise: false }
  expect(askingOf(under(emptyDocument), letter, who)).toEqual(asking)
  const strict = under({ approvals: { send: { who: 'two' } }, deniedTools: ['Send_message'] })
  expect(askingOf(strict, letter, who)).toEqual({ ...asking, needs: 'two', isToolDenied: true })
})

test('says of a call whose class is another one by now that it is told otherwise', () => {
  expect(askingOf(under({}), { ...letter, effectClass: 'other' }, who).isOtherwise).toBe(true)
})
