import { expect, test } from 'vitest'
import { documentOfPolicy } from '../policy/effective-rules.ts'
import { defaultPolicy } from '../policy/policy.ts'
import { PolicyDocument } from '../policy/policy-document.ts'
import { closedDocument, doorsOf, type Holder } from './door-rules.ts'

const pay = { who: 'auto', upToUsd: 5, above: 'two', perDay: 4 } as const
const say = (document: object) => PolicyDocument.parse(document)
const holder = (name: string, documents: Partial<Holder['documents']>, project = 'pr_1'): Holder => ({
  ids: { portfolio: 'portfolio', project, agent: `ag_${name}` },
  name,
  documents: { portfolio: null, project: say({}), agent: null, ...documents },
})
const doors = (...holders: Holder[]) => {
  const { rules, tools } = doorsOf(holders, defaultPolicy)
  return { rules, tools }
}

test('what passes for every agent of a scope is one door, for some it says for whom, for none there is no door', () => {
  const project = say({ approvals: { pay }, safeTools: ['write', 'exec'] })
  const strict = say({ approvals: { pay: { who: 'two' } }, safeTools: ['exec'], deniedTools: ['exec'] })
  const place = { scope: 'project', scopeId: 'pr_1' }
  const rule = { effectClass: 'pay', upToUsd: 5, perDay: 4 }
  const [ines, jon] = [holder('Ines', { project }), holder('Jon', { project })]
  expect(doors(ines, jon)).toEqual({
    rules: [{ ...place, ...rule, agents: null }],
    tools: [
      { ...place, tool: 'write', agents: null },
      { ...place, tool: 'exec', agents: null },
    ],
  })
  const jonStrict = holder('Jon', { project, agent: strict })
  expect(doors(ines, jonStrict).rules).toEqual([{ ...place, ...rule, agents: ['Ines'] }])
  expect(doors(jonStrict)).toEqual({ rules: [], tools: [] })
})

test('a list of all projects passes where a project leaves it to it, which one without a document does not', () => {
  const portfolio = say({ safeTools: ['write'], approvals: { pay } })
  const own = holder('Ines', { portfolio, project: documentOfPolicy(defaultPolicy) })
  const left = holder('Jon', { portfolio }, 'pr_2')
  const { rules, tools } = doors(own, left)
  expect(tools).toEqual([{ scope: 'portfolio', scopeId: 'portfolio', tool: 'write', agents: ['Jon'] }])
  expect(rules).toMatchObject([{ scope: 'portfolio', agents: null }])
})

test('an agent’s list alone opens nothing', () => {
  expect(doors(holder('Ines', { agent: say({ safeTools: ['exec'] }) })).tools).toEqual([])
})

test('closed, a rule asks for one approver and for more where it did; a tool is off the list', () => {
  const document = say({
    approvals: { pay, send: { ...pay, above: 'one' }, buy: { who: 'other' } },
    safeTools: ['write', 'exec'],
    wipLimit: 2,
  })
  const close = (effectClass: 'pay' | 'send' | 'buy' | 'publish') =>
    closedDocument(document, { kind: 'rule', effectClass })
  expect(close('pay')).toEqual({
    ...document,
    approvals: { ...document.approvals, pay: { who: 'one', upToUsd: 5, above: 'two' } },
  })
  expect(close('send')?.approvals.send).toEqual({ who: 'one', upToUsd: null, above: 'two' })
  expect([close('buy'), close('publish')]).toEqual([null, null])
  expect(closedDocument(document, { kind: 'tool', tool: 'write' })).toEqual({
    ...document,
    safeTools: ['exec'],
  })
  expect(closedDocument(document, { kind: 'tool', tool: 'web_search' })).toBeNull()
  expect(closedDocument(say({}), { kind: 'tool', tool: 'write' })).toBeNull()
})
