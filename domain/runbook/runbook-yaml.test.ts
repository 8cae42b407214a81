import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { longestYaml, problemWords, readRunbook } from './runbook-yaml.ts'

const agents = [
  { name: 'Ines', role: 'editor' },
  { name: 'Bo', role: 'writer' },
  { name: 'Cy', role: 'writer' },
]
const problems = (text: string, known: typeof agents | null = agents) =>
  readRunbook(text, known).problems.map(problemWords)
const withSteps = (steps: string, head = '') => `name: Letter\n${head}steps:\n${steps}`
const draft = '  - id: draft\n    task: {agent: Ines, title: Draft, intent: Write it.}\n'

test('a good text is a runbook, with what it leaves out filled in', () => {
  const text = withSteps(draft, 'inputs:\n  - {name: topic, type: text, required: true}\n')
  expect(readRunbook(text, agents).definition).toEqual({
    name: 'Letter',
    description: '',
    inputs: [{ name: 'topic', type: 'text', description: '', required: true }],
    steps: [{ id: 'draft', task: { agent: 'Ines', title: 'Draft', intent: 'Write it.', deliverables: [] } }],
  })
  expect(problems(withSteps(draft.replace('Ines', 'editor')))).toEqual([])
  expect(problems(withSteps(draft.replace('Ines', 'Eve')), null)).toEqual([])
})

describe('a task declares deliverables as the form of a task does', () => {
  const withDeliverables = (...lines: string[]) =>
    withSteps(
      `  - id: draft\n    task:\n      agent: Ines\n      title: Draft\n      intent: Write it.\n      deliverables:\n${lines.map((line) => `        - ${line}\n`).join('')}`,
    )

  test('by title, or with what proves them', () => {
    const text = withDeliverables(
      'Notes',
      '{title: Draft, check: {kind: file}}',
      '{title: Page, check: {kind: url, contains: Bread}}',
      '{title: Sums, check: {kind: json, path: sums.json, schema: {type: object}}}',
      '{title: Site, check: {kind: commit, repository: site, branch: main}}',
      '{title: Look, check: {kind: review}}',
      '{title: Plain}',
    )
    expect(readRunbook(text, agents).definition?.steps[0]?.task?.deliverables).toEqual([
      'Notes',
      { title: 'Draft', check: { kind: 'file', sha256: null } },
      { title: 'Page', check: { kind: 'url', url: null, contains: 'Bread' } },
      { title: 'Sums', check: { kind: 'json', path: 'sums.json', schema: { type: 'object' } } },
      {
        title: 'Site',
        check: { kind: 'commit', repository: 'site', commit: null, contains: null, branch: 'main' },
      },
      { title: 'Look', check: { kind: 'review' } },
      { title: 'Plain', check: { kind: 'artifact' } },
    ])
  })

  test.each([
    [
      '{title: A, check: {kind: magic}}',
      'line 9, column 30: kind: must be of kind artifact, url, file, json, commit or review',
    ],
    ['{title: A, check: {kind: url}}', 'line 9, column 22: contains is missing'],
    ['{title: A, check: {kind: url, url: ftp://a.example, contains: x}}', /^line 9, column \d+: url: /],
    ['{title: A, check: {kind: file, sha256: 12ab}}', /^line 9, column \d+: sha256: is not a sha256/],
    [
      '{title: A, check: {kind: json, schema: {$ref: "https://a.example/b"}}}',
      /^line 9, column \d+: schema: refers to https:\/\/a\.example\/b: nothing is fetched/,
    ],
    [
      '{title: A, check: {kind: json, path: ../a, schema: {}}}',
      /^line 9, column \d+: path: must be a path inside/,
    ],
    ['{title: A, check: {kind: commit, commit: -x}}', /^line 9, column \d+: commit: is not a sha/],
    [
      '{title: A, check: {kind: commit, branch: "{{inputs.x}}"}}',
      /^line 9, column \d+: branch: is not a sha/,
    ],
    [
      '{title: A, check: {kind: commit, contains: "{{inputs.x}}"}}',
      'line 9, column 11: a deliverable refers to nothing: write it out',
    ],
    ['{titel: A}', 'line 9, column 12: titel is no part of this'],
    ['{title: "{{inputs.topic}}"}', 'line 9, column 11: a deliverable refers to nothing: write it out'],
    ['A\n        - A', 'line 10, column 11: A is declared twice'],
  ])('%s is wrong at its place', (line, message) => {
    const found = problems(withDeliverables(line))
    expect(found).toEqual(
      expect.arrayContaining([typeof message === 'string' ? message : expect.stringMatching(message)]),
    )
  })
})

const wrongTexts: [string, string, (string | RegExp)[]][] = [
  ['nothing', '', ['line 1, column 1: a runbook is a map with name and steps']],
  ['just words', 'a letter', ['line 1, column 1: a runbook is a map with name and steps']],
  ['a line too far left', withSteps('  - id: a\n   task: x\n'), [/^line 4, column 1: /]],
  ['a list left open', 'name: [A\nsteps: []', [/^line 2, column 1: /]],
  ['a key twice', 'name: A\nname: B\nsteps: []', ['line 2, column 1: Map keys must be unique']],
  ['no steps', 'name: A', ['line 1, column 1: steps is missing']],
  ['a misspelt key', withSteps('  - id: a\n    tusk: 1\n'), ['line 4, column 5: tusk is no part of this']],
  [
    'text that is a number',
    withSteps(draft.replace('Draft', '3')),
    ['line 4, column 25: title: must be text; put it in quotes'],
  ],
  [
    'a bad id',
    withSteps('  - id: A b\n    wait: {for: 1 h}\n'),
    [/^line 3, column 5: id: the id of a step is a word/],
  ],
  [
    'a name that makes no address',
    withSteps(draft).replace('Letter', '🚀 ❤️'),
    [/^line 1, column 1: the name needs/],
  ],
  ['an empty title', withSteps(draft.replace('Draft', "''")), [/title: must not be empty/]],
  ['an anchor', 'name: &a A\nsteps: *a', ['line 1, column 10: anchors and aliases are not read here']],
  ['too much', `name: A # ${'x'.repeat(longestYaml)}`, [/^line 1, column 1: has 100010 characters/]],
  [
    'a step of two kinds',
    withSteps(`${draft}    wait: {for: 1 h}\n`),
    [/line 3.* the step draft is task and wait at once/],
  ],
  ['a step of no kind', withSteps('  - id: a\n'), [/the step a does nothing/]],
  [
    'keys with nothing after them',
    'name:\nsteps:\n  - id: a\n    task: {agent: Ines, title: , intent: x}\n',
    ['line 1, column 1: name is missing', 'line 4, column 25: title is missing'],
  ],
  [
    'wrong shapes beside what does not fit, all at once',
    withSteps(
      `  - id: a\n    task: {agent: Eve, title: 3, intent: "{{inputs.x}}"}\n  - id: a\n    wait: {for: 9 parsecs}\n  - id: b\n    branch: {on: c, else: [{id: d, tusk: 1}]}\n`,
      'inputs:\n  - {name: topic, type: moon}\n',
    ),
    [
      /^line 3, .*type: must be one of text, number, boolean, choice, date$/,
      /^line 6, .*no agent with the name or role Eve/,
      /^line 6, .*title: must be text; put it in quotes$/,
      /^line 6, .*no input x; there are topic$/,
      /^line 7, .*two steps with the id a/,
      /^line 8, .*9 parsecs is no duration/,
      /^line 10, .*there is no step c/,
      /^line 10, .*tusk is no part of this/,
    ],
  ],
  ['one way at once', withSteps('  - id: a\n    parallel: [[]]\n'), [/two lists/, /needs 1 at least$/]],
  ['a list that is text', 'name: A\nsteps: many', ['line 2, column 1: steps: must be a list']],
  [
    'more than there may be',
    withSteps(draft.replace('Draft', 'x'.repeat(201))),
    [/title: must be 200 characters at most$/],
  ],
]
describe('what is wrong is told by line, column and reason', () => {
  test.each(wrongTexts)('%s', (_, text, expected) => {
    const found = problems(text)
    expect(found).toHaveLength(expected.length)
    for (const [i, one] of expected.entries()) expect(found[i]).toMatch(one)
  })
})

describe('what does not fit', () => {
  const one = (text: string) => problems(text).join('\n')
  test('agents: none of that name, or several of that role', () => {
    expect(one(withSteps(draft.replace('Ines', 'Eve')))).toMatch(
      /^line 4, column 12: the project has no agent with the name or role Eve; it has Ines, Bo, Cy$/,
    )
    expect(one(withSteps(draft.replace('Ines', 'writer')))).toMatch(
      /several agents are called writer: Bo, Cy/,
    )
    expect(problems(withSteps(draft), [])[0]).toMatch(/has no agent yet, so none called Ines/)
  })

  test('an id that is there twice, at the second one', () => {
    expect(one(withSteps(draft + draft))).toMatch(/^line 5, column 5: there are two steps with the id draft/)
  })

  test('texts that refer to what is not there', () => {
    const say = (text: string) =>
      one(withSteps(draft.replace('Write it.', `"${text}"`), 'inputs:\n  - {name: topic, type: text}\n'))
    expect(say('{{inputs.title}}')).toMatch(/no input title; there are topic$/)
    expect(one(withSteps(draft.replace('Write it.', '"{{inputs.x}}"')))).toMatch(/the runbook has none/)
    expect(say('{{steps.other.summary}}')).toMatch(/there is no step other/)
    expect(say('{{steps.draft.summary}}')).toMatch(/the step draft refers to itself: a cycle/)
    expect(say('{{steps.draft.length}}')).toMatch(/is nothing that a runbook knows/)
    expect(say('{{inputs.topic')).toMatch(/must come in pairs/)
    expect(say('{{ inputs.topic }}')).toBe('')
  })

  test('steps that look ahead, at each other, or out of what they are in', () => {
    const wait = (id: string, until: string) =>
      `  - id: ${id}\n    wait: {until: "{{steps.${until}.summary}}"}\n`
    expect(one(withSteps(wait('a', 'b') + wait('b', 'a')))).toMatch(
      /^line 4, column 12: the step b is not over when this one begins: a cycle/,
    )
    const both = (id: string) =>
      `  - id: both\n    parallel:\n      - - ${draft.trim().slice(2).replace('\n    ', '\n          ')}\n      - - id: x\n          approval: {text: "{{steps.${id}.summary}}"}\n`
    expect(one(withSteps(both('draft')))).toMatch(/draft is not over when this one begins.* at once/)
    expect(one(withSteps(both('both')))).toMatch(/both is not over before what is in it: a cycle/)
    expect(one(withSteps(draft + both('draft').replace('id: draft', 'id: other')))).toBe('')
  })
})

describe('parts that say what they may not', () => {
  const one = (text: string) => problems(text).join('\n')
  test('waits', () => {
    const wait = (what: string) => one(withSteps(`  - id: a\n    wait: ${what}\n`))
    expect(wait('{}')).toMatch(/needs either for .* or until/)
    expect(wait('{for: 1 h, until: 2026-12-01}')).toMatch(/needs either/)
    expect(wait('{for: a while}')).toMatch(/a while is no duration; write 30 min/)
    expect(wait('{for: 9 y}')).toMatch(/is no duration/)
    expect(wait('{until: 2026-02-30}')).toMatch(/2026-02-30 is no time/)
    expect(wait('{until: 2026-12-01T09:00Z}')).toBe('')
  })

  test('deadlines', () => {
    const task = (what: string) =>
      one(withSteps(`  - id: a\n    task: {agent: Ines, title: x, intent: y, ${what}}\n`))
    expect(task('dueIn: 2 d, dueEnd: cancel')).toBe('')
    expect(task('dueIn: tomorrow')).toMatch(/tomorrow is no duration; write 30 min/)
    expect(task('dueEnd: cancel')).toMatch(/dueEnd .* needs dueIn/)
    expect(task('dueIn: 2 d, dueEnd: never')).toMatch(/dueEnd/)
  })

  test('branches', () => {
    const branch = (what: string) => one(withSteps(`${draft}  - id: b\n    branch: ${what}\n`))
    expect(branch('{on: nothing}')).toMatch(/there is no step nothing/)
    expect(branch('{on: draft}')).toMatch(/needs a case under when, or else/)
    expect(branch('{on: draft, when: {approved: [{id: c, wait: {for: 1 h}}]}}')).toMatch(
      /draft never ends approved; it ends done, failed, cancelled/,
    )
    expect(branch('{on: draft, else: [{id: c, wait: {for: 1 h}}]}')).toBe('')
    expect(branch('{on: c, else: [{id: c, wait: {for: 1 h}}]}')).toMatch(/c is not over when this one begins/)
  })

  test('inputs', () => {
    const input = (text: string) => one(withSteps(draft, `inputs:\n${text}`))
    expect(input('  - {name: a, type: text}\n  - {name: a, type: text}\n')).toMatch(
      /line 4.* two inputs named a/,
    )
    expect(input('  - {name: a, type: choice}\n')).toMatch(/a choice needs options/)
    expect(input('  - {name: a, type: text, options: [b]}\n')).toMatch(/only a choice has options/)
    expect(input('  - {name: a, type: number, default: many}\n')).toMatch(/must be a number/)
    expect(input('  - {name: a, type: moon}\n')).toMatch(/type: must be one of text, number/)
  })

  test('too many steps, or too deep', () => {
    const many = Array.from({ length: 101 }, (_, i) => `  - {id: s${i}, wait: {for: 1 h}}\n`).join('')
    expect(one(withSteps(many))).toMatch(/has 101 steps; 100 are the most/)
    const deep = (level: number): string =>
      level === 0
        ? '{id: s0, wait: {for: 1 h}}'
        : `{id: s${level}, parallel: [[${deep(level - 1)}], [{id: t${level}, wait: {for: 1 h}}]]}`
    expect(one(withSteps(`  - ${deep(7)}\n`))).toMatch(/7 levels deep; 6 are the most/)
    expect(one(withSteps(`  - ${deep(5)}\n`))).toBe('')
  })
})

test('any text is read or refused, at a place that is in it', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ maxLength: 200 }),
        fc.string().map((s) => withSteps(s)),
      ),
      (text) => {
        for (const { line, column } of readRunbook(text, agents).problems) {
          expect(line).toBeGreaterThan(0)
          expect(line).toBeLessThanOrEqual(text.split(/\r\n|\r|\n/).length)
          expect(column).toBeGreaterThan(0)
        }
      },
    ),
  )
})
