import fc from 'fast-check'
import { expect, test } from 'vitest'
import { effectiveOf } from '#test/effective.ts'
import { automaticRules, covers } from '../grant/advance-rules.ts'
import { closedDocument, doorsOf, type Passing } from '../grant/door-rules.ts'
import type { Parameters } from '../run/run.ts'
import { approversOf, stricterOf } from './approval-need-rules.ts'
import { type Documents, snapshotOf } from './effective-rules.ts'
import { isDeniedTool, isSafeTool } from './gate-policy.ts'
import {
  type ApprovalRule,
  ApprovalRules,
  approvers,
  defaultPolicy,
  type EffectClass,
  effectClasses,
  neverAutomatic,
} from './policy.ts'
import { emptyDocument, PolicyDocument } from './policy-document.ts'
import { type Scope, scopes } from './scope.ts'

const tools = ['web_search', 'send_message', 'pay_invoice', 'exec']
const amounts = [0, 4, 5, 6, 1_000]
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const upToUsd = fc.constantFrom(0, 5, 50)
const automatic: fc.Arbitrary<ApprovalRule> = fc.record({
  ...{ who: fc.constant('auto' as const), upToUsd, above: fc.constantFrom(...approvers) },
  perDay: fc.integer({ min: 1, max: 9 }),
})
const asking: fc.Arbitrary<ApprovalRule> = fc.oneof(
  fc.record({
    who: fc.constantFrom(...approvers),
    upToUsd: fc.constant(null),
    above: fc.constant('two' as const),
  }),
  fc.record({
    who: fc.constantFrom('one' as const, 'other' as const),
    upToUsd,
    above: fc.constant('two' as const),
  }),
)
const anyRules: fc.Arbitrary<PolicyDocument['approvals']> = fc
  .record(
    Object.fromEntries(
      effectClasses.map((one) => [one, neverAutomatic.includes(one) ? asking : fc.oneof(automatic, asking)]),
    ) as Record<EffectClass, fc.Arbitrary<ApprovalRule>>,
    { requiredKeys: [] },
  )
  .map((rules) => ApprovalRules.parse(rules))
const anyDocument: fc.Arbitrary<PolicyDocument> = fc
  .record({
    approvals: anyRules,
    deniedTools: fc.subarray(tools),
    safeTools: orNull(fc.subarray(tools)),
  })
  .map((one) => PolicyDocument.parse(one))
const anyDocuments: fc.Arbitrary<Documents> = fc.record({
  portfolio: orNull(anyDocument),
  project: anyDocument,
  agent: orNull(anyDocument),
})
const anyScope = fc.constantFrom(...scopes)

const ruleOf = (documents: Documents, effect: EffectClass) => effectiveOf(documents).approvals[effect].value
const passingTools = (documents: Documents) => {
  const snapshot = snapshotOf(effectiveOf(documents), 1)
  return tools.filter((tool) => isSafeTool(tool, snapshot))
}
const automaticOf = (documents: Documents) => automaticRules(effectiveOf(documents))
/** What passes by itself, of each kind up to which amount. */
const passingUpTo = (documents: Documents) =>
  new Map(automaticOf(documents).map((rule) => [rule.effectClass, rule.upToUsd]))
const passes = (documents: Documents, effect: EffectClass, amountUsd: number) =>
  amountUsd <= (passingUpTo(documents).get(effect) ?? -1)
const needed = (documents: Documents, effect: EffectClass, amountUsd: number) =>
  approversOf(ruleOf(documents, effect), amountUsd)

/** Nothing passes by it that did not, and nothing needs less. */
function expectNoWider(narrow: Documents, wide: Documents, effects: readonly EffectClass[] = effectClasses) {
  for (const effect of effects)
    for (const amount of amounts) {
      if (passes(narrow, effect, amount)) expect(passes(wide, effect, amount)).toBe(true)
      const [now, before] = [needed(narrow, effect, amount), needed(wide, effect, amount)]
      expect(stricterOf(now, before)).toBe(now)
    }
}

test('whatever a narrower document says of approvals, it lets no tool pass that passes not without it', () => {
  fc.assert(
    fc.property(anyDocuments, anyScope, anyRules, (documents, scope, approvals) => {
      const changed = { ...documents, [scope]: { ...(documents[scope] ?? emptyDocument), approvals } }
      const before = snapshotOf(effectiveOf(documents), 1)
      const after = snapshotOf(effectiveOf(changed), 1)
      for (const tool of tools) {
        expect(isDeniedTool(tool, after)).toBe(isDeniedTool(tool, before))
        expect(isSafeTool(tool, after)).toBe(isSafeTool(tool, before))
      }
    }),
  )
})

test('a narrower document asks for less, or lets an effect pass, only of a kind that it names itself', () => {
  fc.assert(
    fc.property(anyDocuments, anyDocument, (documents, agent) => {
      const unnamed = effectClasses.filter((effect) => !agent.approvals[effect])
      const [narrow, wide] = [
        { ...documents, agent },
        { ...documents, agent: null },
      ]
      expectNoWider(narrow, wide, unnamed)
      expectNoWider(wide, narrow, unnamed)
      for (const { effectClass, scope } of automaticOf(narrow)) {
        const said = agent.approvals[effectClass]
        expect(scope === 'agent').toBe(said !== undefined)
        if (said) expect(said.who).toBe('auto')
      }
    }),
  )
})

test('a narrower document that only asks makes nothing pass that did not', () => {
  const askingOnly = anyDocument.map((one) => ({
    ...one,
    approvals: Object.fromEntries(Object.entries(one.approvals).filter(([, { who }]) => who !== 'auto')),
  }))
  fc.assert(
    fc.property(anyDocuments, askingOnly, (documents, agent) => {
      const [narrow, wide] = [
        { ...documents, agent },
        { ...documents, agent: null },
      ]
      for (const effect of effectClasses)
        for (const amount of amounts)
          if (passes(narrow, effect, amount)) expect(passes(wide, effect, amount)).toBe(true)
      expect(passingTools(wide)).toEqual(expect.arrayContaining(passingTools(narrow)))
    }),
  )
})

test('a rule that is added for one kind of effect changes no other kind', () => {
  fc.assert(
    fc.property(anyDocuments, anyScope, automatic, (documents, scope, rule) => {
      const document = documents[scope] ?? emptyDocument
      const approvals = { ...document.approvals, pay: rule }
      const changed = { ...documents, [scope]: { ...document, approvals } }
      for (const effect of effectClasses.filter((one) => one !== 'pay'))
        expect(ruleOf(changed, effect)).toEqual(ruleOf(documents, effect))
    }),
  )
})

test('no document lets pass what may do anything, what is above its amount, or what does not say its amount', () => {
  const call = (parameters: Parameters) => ({
    ...{ tool: 'pay_invoice', parameters, hash: '', at: '2026-11-27T00:00:00.000Z' },
  })
  fc.assert(
    fc.property(anyDocuments, (documents) => {
      for (const rule of automaticOf(documents)) {
        expect(neverAutomatic).not.toContain(rule.effectClass)
        const source = { ...rule, kind: 'automatic' as const, policyVersion: 1 }
        const isPay = rule.effectClass === 'pay'
        expect(covers(source, call({ amountUsd: rule.upToUsd }))).toBe(isPay)
        expect(covers(source, call({ amountUsd: rule.upToUsd + 0.01 }))).toBe(false)
        expect(covers(source, call({ to: 'somebody' }))).toBe(false)
      }
    }),
  )
})

test('closing one thing lets it pass no more by that policy, and nothing pass or ask less that did not', () => {
  fc.assert(
    fc.property(anyDocuments, (documents) => {
      const ids: Record<Scope, string> = { portfolio: 'all', project: 'pr_1', agent: 'ag_1' }
      const doors = (of: Documents) => doorsOf([{ ids, name: 'Ines', documents: of }], defaultPolicy)
      const { rules, tools: safe } = doors(documents)
      const all: [Scope, Passing][] = [
        ...rules.map(({ scope, effectClass }): [Scope, Passing] => [scope, { kind: 'rule', effectClass }]),
        ...safe.map(({ scope, tool }): [Scope, Passing] => [scope, { kind: 'tool', tool }]),
      ]
      for (const [scope, passing] of all) {
        const closed = closedDocument(documents[scope] ?? emptyDocument, passing)
        expect(PolicyDocument.parse(closed)).toEqual(closed)
        const after = { ...documents, [scope]: closed } as Documents
        expectNoWider(after, documents)
        const left = passingTools(documents).filter(
          (tool) => passing.kind !== 'tool' || tool !== passing.tool,
        )
        expect(passingTools(after)).toEqual(left)
        if (passing.kind === 'rule') expect(passes(after, passing.effectClass, 0)).toBe(false)
      }
      expect(all).toHaveLength(automaticOf(documents).length + passingTools(documents).length)
    }),
  )
})
