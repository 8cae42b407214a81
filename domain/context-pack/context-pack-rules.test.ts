import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sectionsOf } from '../document/section-rules.ts'
import { mustHaves } from '../task/message-rules.ts'
import { packBudget } from './context-pack.ts'
import { contextPackOf, type FoundSection, type PackSources } from './context-pack-rules.ts'
import { tokensOf } from './token-rules.ts'

const sources = (change: Partial<PackSources> = {}): PackSources => ({
  project: { name: 'Letter', mission: 'Write letters.' },
  agent: { name: 'Ines', role: 'writer', charter: 'Be brief.' },
  task: { id: 't_1', title: 'Thank Ada', intent: 'Thank her.\nfinish: sent', deliverables: ['The letter'] },
  policies: ['A run ends after 2 hours.'],
  objectives: ['Ten letters this week.'],
  always: [],
  found: [],
  query: '"thank"',
  ...change,
})
const aDocument = (title: string, text: string) => ({
  documentId: `doc_${title}`,
  title,
  version: 3,
  sections: sectionsOf(text),
})
const aSection = (ordinal: number, text: string): FoundSection => ({
  ...{ documentId: 'doc_Refunds', title: 'Refunds', version: 2 },
  ...{ ordinal, heading: 'Refunds › Over 100', text },
})
const pack = (change: Partial<PackSources> = {}, budget = packBudget) =>
  contextPackOf(sources(change), budget)

test('the rules say who the agent is, for what, by which rules; the task says what was asked', () => {
  const { system, task, manifest } = pack()
  expect(system).toBe(
    [
      '# Front Office\nYou are Ines, writer, working on the project Letter.',
      '## Mission\nWrite letters.',
      '## Your charter\nBe brief.',
      `## Rules\n${mustHaves}`,
      '## Policies\n- A run ends after 2 hours.',
      '## Objectives\n- Ten letters this week.',
    ].join('\n\n'),
  )
  expect(task).toBe(
    'Front Office task t_1: Thank Ada\n\nWhat was asked:\n> Thank her.\n> finish: sent\n\nRecord these artifacts: The letter',
  )
  expect(manifest).toEqual({
    budget: packBudget,
    tokens: {
      system: tokensOf(system),
      task: tokensOf(task),
      mustHaves: tokensOf(system) + tokensOf(task),
    },
    documents: [],
    leftOut: [],
    query: '"thank"',
  })
})

test('what is empty leaves no heading', () => {
  const bare = {
    project: { name: 'Letter', mission: '' },
    agent: { name: 'Ines', role: '', charter: '' },
    task: { id: 't_1', title: 'Thank Ada', intent: '', deliverables: [] },
    policies: [],
    objectives: [],
  }
  const { system, task } = pack(bare)
  expect(system).toBe(
    `# Front Office\nYou are Ines, working on the project Letter.\n\n## Rules\n${mustHaves}`,
  )
  expect(task).toBe('Front Office task t_1: Thank Ada')
})

test('documents that are always included stand in the rules, by title; what was found stands with the task', () => {
  const always = [aDocument('Voice', '# How we write\nShort.'), aDocument('Prices', 'Ten "euros".')]
  const { system, task, manifest } = pack({ always, found: [aSection(4, 'Ask first.')] })
  expect(system).toContain(
    '## Documents of the project\n\n<document title="Prices" version="3">\nTen "euros".\n</document>\n\n<document title="Voice"',
  )
  expect(task).toContain(
    '<snippet title="Refunds" version="2" heading="Refunds › Over 100">\nAsk first.\n</snippet>',
  )
  expect(manifest.documents).toMatchObject([
    { title: 'Prices', ordinals: [0], why: 'always' },
    { title: 'Voice', ordinals: [0], why: 'always' },
    { title: 'Refunds', ordinals: [4], heading: 'Refunds › Over 100', why: 'found', version: 2 },
  ])
})

test('a document that does not fit is given from its beginning, and both the agent and the record are told', () => {
  const text = [1, 2, 3, 4].map((part) => `# Part ${part}\n${'word '.repeat(300)}`).join('\n')
  const { system, manifest } = pack({ always: [aDocument('Long', text)] }, 1_500)
  expect(system).toContain('<document title="Long" version="3" part="the first 2 of 4 sections">')
  expect(manifest.documents).toMatchObject([{ ordinals: [0, 1], heading: '' }])
  expect(manifest.leftOut).toMatchObject([{ ordinals: [2, 3], heading: 'Part 3', why: 'always' }])
})

test('of what was found a smaller section further down takes the room that a large one has not', () => {
  const found = [aSection(1, 'word '.repeat(3_000)), aSection(2, 'Small.')]
  const { manifest } = pack({ found }, 1_000)
  expect(manifest.documents.map(({ ordinals }) => ordinals)).toEqual([[2]])
  expect(manifest.leftOut.map(({ ordinals }) => ordinals)).toEqual([[1]])
})

test('a title cannot end the tag it stands in', () => {
  const { system } = pack({ always: [aDocument('A" onload="\nx', 'Text.')] })
  expect(system).toContain('<document title="A” onload=” x" version="3">')
})

/** As a regular expression's `^` has it: each of their lines is quoted. */
const anyLineEnd = /[\n\r\u2028\u2029]/
const anyText = fc.string({ unit: 'grapheme', maxLength: 400 })
const anySources = fc.record({
  project: fc.record({ name: anyText, mission: anyText }),
  agent: fc.record({ name: anyText, role: anyText, charter: anyText }),
  task: fc.record({
    id: fc.constant('t_1'),
    title: anyText,
    intent: anyText,
    deliverables: fc.array(anyText, { maxLength: 3 }),
  }),
  policies: fc.array(anyText, { maxLength: 3 }),
  objectives: fc.array(anyText, { maxLength: 3 }),
  always: fc
    .uniqueArray(anyText, { maxLength: 4 })
    .map((titles) => titles.map((title) => aDocument(title, `# ${title}\n${title.repeat(9)}`))),
  found: fc
    .array(anyText, { maxLength: 9 })
    .map((texts) => texts.map((text, ordinal) => aSection(ordinal, text))),
  query: anyText,
})
const anyBudget = fc.integer({ min: 0, max: 6_000 })

test('the budget is never exceeded, but by what must be in, which always is', () => {
  fc.assert(
    fc.property(anySources, anyBudget, (any, budget) => {
      const { system, task, manifest } = contextPackOf(any, budget)
      const { tokens } = manifest
      expect(tokens).toMatchObject({ system: tokensOf(system), task: tokensOf(task) })
      expect(tokens.system + tokens.task).toBeLessThanOrEqual(Math.max(budget, tokens.mustHaves))
      const { project, agent } = any
      const musts = [mustHaves, project.mission, agent.charter, ...any.policies, ...any.objectives]
      for (const must of musts) expect(system).toContain(must)
      for (const line of [any.task.title, ...any.task.intent.split(anyLineEnd), ...any.task.deliverables])
        expect(task).toContain(line)
    }),
  )
})

test('every section is given or listed as left out, once; and what is said to be given is there', () => {
  fc.assert(
    fc.property(anySources, anyBudget, (any, budget) => {
      const { system, task, manifest } = contextPackOf(any, budget)
      const listed = [...manifest.documents, ...manifest.leftOut].flatMap(({ documentId, ordinals }) =>
        ordinals.map((ordinal) => `${documentId}/${ordinal}`),
      )
      const all = [
        ...any.always.flatMap(({ documentId, sections }) =>
          sections.map(({ ordinal }) => `${documentId}/${ordinal}`),
        ),
        ...any.found.map(({ documentId, ordinal }) => `${documentId}/${ordinal}`),
      ]
      expect(listed.sort()).toEqual(all.sort())
      for (const { documentId, ordinals, why } of manifest.documents) {
        const held = [
          ...any.always.flatMap((one) => one.sections.map((s) => ({ ...one, ...s }))),
          ...any.found,
        ]
        for (const section of held)
          if (section.documentId === documentId && ordinals.includes(section.ordinal))
            expect(why === 'always' ? system : task).toContain(section.text)
      }
    }),
  )
})

test('the same sources give the same pack, in whatever order the documents come; and it is whole text', () => {
  fc.assert(
    fc.property(anySources, anyBudget, (any, budget) => {
      const made = contextPackOf(any, budget)
      expect(contextPackOf({ ...any, always: any.always.toReversed() }, budget)).toEqual(made)
      expect([made.system, made.task].map((text) => text.isWellFormed())).toEqual([true, true])
    }),
  )
})
