import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recipientsOf } from '../grant/target-rules.ts'
import { parametersHash } from '../ledger/digest.ts'
import { addressRefusal } from '../policy/domain-rules.ts'
import { effectOf } from '../policy/effect-of-rules.ts'
import { isSafeCall } from '../policy/gate-policy.ts'
import { neededBy } from '../policy/needed-rules.ts'
import { defaultPolicy } from '../policy/policy.ts'
import { maskedParameters } from '../run/masking.ts'
import type { Parameters } from '../run/run.ts'
import { riskOf } from './risk-rules.ts'

const names = [
  ...['toString', 'valueOf', 'toJSON', 'constructor', 'length', '__proto__', 'then'],
  ...['to', 'cc', 'currency', 'amount', 'amountUsd', 'action', 'url', 'command', 'path', 'body'],
]
const tools = ['send_message', 'pay_invoice', 'post_page', 'exec', 'read', 'crm_sync', 'web_fetch', 'message']
const words = fc.constantFrom('x', 'USD', 'ada@example.com', 'https://evil.test/', '', '[')

/** Anything that JSON can say, under the names that mean something to the language or to us. */
const { value: anyJson } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    ...[words, fc.nat(9), fc.constant(null), fc.boolean()],
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 4 }),
  ),
}))
const anyParameters = fc
  .dictionary(fc.constantFrom(...names), anyJson, { maxKeys: 5 })
  .map((said): Parameters => JSON.parse(JSON.stringify(said)))

test('whatever an agent types, its call is weighed and never breaks what weighs it', () => {
  const standing = { isWhole: true, isFirst: false, isFirstThere: false }
  const domains = ['example.com']
  fc.assert(
    fc.property(fc.constantFrom(...tools), anyParameters, (tool, parameters) => {
      const { effectClass } = effectOf(tool, parameters)
      const { level } = riskOf({ tool, effectClass, parameters }, standing)
      expect(['low', 'medium', 'high']).toContain(level)
      recipientsOf(parameters)
      neededBy({ pay: { who: 'one', upToUsd: 5, above: 'two' } }, tool, parameters)
      addressRefusal(tool, parameters, domains)
      isSafeCall(tool, parameters, defaultPolicy)
      expect(parametersHash(tool, maskedParameters(parameters))).toMatch(/^[0-9a-f]{64}$/)
    }),
    { numRuns: 3_000 },
  )
})
