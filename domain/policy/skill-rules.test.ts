import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bothSkills, inOrder, type Skills, skillOrders, skillsLine } from './skill-rules.ts'

const names = ['github', 'release-notes', 'weather']
const anySkills: fc.Arbitrary<Skills> = fc.option(fc.subarray(names), { nil: null })
const isAllowed = (skill: string, skills: Skills) => skills === null || skills.includes(skill)

test('both lists let through exactly what each lets through, in whichever order they come', () => {
  fc.assert(
    fc.property(anySkills, anySkills, (a, b) => {
      for (const skill of [...names, 'unheard-of'])
        expect(isAllowed(skill, bothSkills(a, b))).toBe(isAllowed(skill, a) && isAllowed(skill, b))
      const [one, other] = [bothSkills(a, b), bothSkills(b, a)]
      expect(one && inOrder(one)).toEqual(other && inOrder(other))
    }),
  )
})

const anyAgents = fc.array(
  fc.record({ gatewayAgentId: fc.constantFrom('main', 'writer'), skills: anySkills }),
  { maxLength: 5 },
)

test('an agent of a gateway may use what the lists of all who work on it have; without a list it has no order', () => {
  fc.assert(
    fc.property(anyAgents, (agents) => {
      const orders = skillOrders(agents)
      for (const id of ['main', 'writer']) {
        const lists = agents.flatMap(({ gatewayAgentId, skills }) =>
          gatewayAgentId === id && skills ? [skills] : [],
        )
        const expected = inOrder(names.filter((name) => lists.every((list) => list.includes(name))))
        expect(orders.find((one) => one.gatewayAgentId === id)?.names).toEqual(
          lists.length > 0 ? expected : undefined,
        )
      }
    }),
  )
})

test('one more agent on a gateway’s agent never widens its list, and the order in which they come says nothing', () => {
  fc.assert(
    fc.property(anyAgents, anySkills, (agents, skills) => {
      const of = (some: typeof agents) =>
        skillOrders(some).find((one) => one.gatewayAgentId === 'main')?.names
      const [before, after] = [of(agents), of([...agents, { gatewayAgentId: 'main', skills }])]
      if (before) expect(before).toEqual(expect.arrayContaining(after ?? ['there is none']))
      expect(skillOrders([...agents].reverse())).toEqual(skillOrders(agents))
    }),
  )
})

test('the orders of a gateway are in the order of its agents, whichever comes first', () => {
  const agents = ['writer', 'main', 'scout'].map((gatewayAgentId) => ({
    gatewayAgentId,
    skills: ['weather'],
  }))
  expect(skillOrders(agents).map((one) => one.gatewayAgentId)).toEqual(['main', 'scout', 'writer'])
})

test('a list in one line says each name once, none and every one', () => {
  expect([['weather', 'github', 'weather'], [], null].map(skillsLine)).toEqual([
    'github, weather',
    'no skill',
    'every skill',
  ])
})
