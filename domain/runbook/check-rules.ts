import { valueProblem } from './input-rules.ts'
import type { RunbookDefinition, RunbookInput, RunbookStep } from './runbook.ts'
import { slugOf } from './runbook-name-rules.ts'
import { allSteps, durationMs, kindsOf, listsIn, outcomesOf, type StepPath, timeOf } from './step-rules.ts'
import { hasLooseBraces, refsIn } from './template-rules.ts'

/** What is wrong with a runbook that has the right shape, and where in it. */
export interface RunbookIssue {
  path: StepPath
  message: string
}

export interface KnownAgent {
  name: string
  role: string
}

const mostSteps = 100
const mostDepth = 6
const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase()

/** The agents that a step's word means: the one of that name, else those of that role. */
export function agentsMeant<A extends KnownAgent>(word: string, agents: readonly A[]): A[] {
  const named = agents.filter((agent) => same(agent.name, word))
  return named.length > 0 ? named : agents.filter((agent) => same(agent.role, word))
}

/** Why a word means no one agent; null where it does. */
export function agentProblem(word: string, agents: readonly KnownAgent[]): string | null {
  const meant = agentsMeant(word, agents)
  if (meant.length === 1) return null
  const names = agents.map(({ name }) => name).join(', ')
  if (meant.length > 1) return `several agents are called ${word}: ${meant.map((a) => a.name).join(', ')}`
  return names
    ? `the project has no agent with the name or role ${word}; it has ${names}`
    : `the project has no agent yet, so none called ${word}`
}

/** All that is wrong, in the order of the text. `agents` null: not known, so not checked. */
export function runbookIssues(
  { name, inputs, steps }: RunbookDefinition,
  agents: readonly KnownAgent[] | null,
): RunbookIssue[] {
  const all = allSteps(steps)
  const issues = [...nameIssues(name), ...inputIssues(inputs), ...idIssues(all)]
  if (all.length > mostSteps)
    issues.push({ path: ['steps'], message: `has ${all.length} steps; ${mostSteps} are the most` })
  const context: Context = {
    inputs,
    agents,
    ids: all.map(({ step }) => step.id),
    steps: all.map(({ step }) => step),
  }
  return [...issues, ...listIssues(steps, { ...context, path: ['steps'], before: [], above: [] })]
}

const nameIssues = (name: string): RunbookIssue[] =>
  slugOf(name) === ''
    ? [{ path: ['name'], message: 'the name needs a letter or a digit: its address is made of them' }]
    : []

function inputIssues(inputs: readonly RunbookInput[]): RunbookIssue[] {
  return inputs.flatMap((input, i) => {
    const path = ['inputs', i]
    const issues: RunbookIssue[] = []
    if (inputs.findIndex(({ name }) => name === input.name) !== i)
      issues.push({ path: [...path, 'name'], message: `there are two inputs named ${input.name}` })
    if (input.type === 'choice' && !input.options)
      issues.push({ path: [...path, 'type'], message: 'a choice needs options' })
    if (input.type !== 'choice' && input.options)
      issues.push({ path: [...path, 'options'], message: 'only a choice has options' })
    const problem = input.default === undefined ? null : valueProblem(input, input.default)
    if (problem) issues.push({ path: [...path, 'default'], message: problem })
    return issues
  })
}

function idIssues(all: { step: RunbookStep; path: StepPath }[]): RunbookIssue[] {
  return all
    .filter(({ step }, i) => all.findIndex((other) => other.step.id === step.id) !== i)
    .map(({ step, path }) => ({
      path: [...path, 'id'],
      message: `there are two steps with the id ${step.id}; a step is found by its id`,
    }))
}

interface Context {
  inputs: readonly RunbookInput[]
  agents: readonly KnownAgent[] | null
  ids: readonly string[]
  steps: readonly RunbookStep[]
}

interface Place extends Context {
  path: StepPath
  /** Ids of the steps that are over when this place is reached. */
  before: string[]
  /** Ids of the steps that this place is within. */
  above: string[]
}

function listIssues(steps: readonly RunbookStep[], place: Place): RunbookIssue[] {
  const issues: RunbookIssue[] = []
  let before = place.before
  for (const [i, step] of steps.entries()) {
    issues.push(...stepIssues(step, { ...place, before, path: [...place.path, i] }))
    before = [...before, ...allSteps([step]).map((one) => one.step.id)]
  }
  return issues
}

function stepIssues(step: RunbookStep, place: Place): RunbookIssue[] {
  const kinds = kindsOf(step)
  const { path } = place
  if (kinds.length !== 1) {
    const what = kinds.length === 0 ? 'does nothing' : `is ${kinds.join(' and ')} at once`
    const message = `the step ${step.id} ${what}; it needs one of task, approval, wait, parallel, branch`
    return [{ path, message }]
  }
  if (place.above.length >= mostDepth)
    return [
      { path, message: `the step ${step.id} is ${mostDepth + 1} levels deep; ${mostDepth} are the most` },
    ]
  const within = { ...place, above: [...place.above, step.id] }
  return [
    ...textIssues(step, within),
    ...taskIssues(step, place),
    ...deliverableIssues(step, place),
    ...dueIssues(step, place),
    ...waitIssues(step, place),
    ...branchIssues(step, within),
    ...listsIn(step).flatMap((list) => listIssues(list.steps, { ...within, path: [...path, ...list.path] })),
  ]
}

/** The texts of a step that may refer to inputs and earlier steps. */
function textsOf({ task, approval, wait }: RunbookStep): [StepPath, string][] {
  const texts: [StepPath, string | undefined][] = [
    [['task', 'title'], task?.title],
    [['task', 'intent'], task?.intent],
    [['approval', 'text'], approval?.text],
    [['wait', 'until'], wait?.until],
  ]
  return texts.filter((one): one is [StepPath, string] => one[1] !== undefined)
}

function textIssues(step: RunbookStep, place: Place): RunbookIssue[] {
  return textsOf(step).flatMap(([where, text]) => {
    const path = [...place.path, ...where]
    if (hasLooseBraces(text))
      return [{ path, message: '{{ and }} must come in pairs, as in {{inputs.topic}}' }]
    return refsIn(text).flatMap(({ text: hole, ref }) => {
      const message = ref === null ? unknownHole(hole) : refProblem(ref, place)
      return message ? [{ path, message }] : []
    })
  })
}

const unknownHole = (hole: string) =>
  `${hole} is nothing that a runbook knows; write {{inputs.name}}, {{steps.id.summary}} or {{steps.id.outcome}}`

function refProblem(ref: { kind: 'input'; name: string } | { kind: 'step'; id: string }, place: Place) {
  if (ref.kind === 'step') return stepRefProblem(ref.id, place)
  if (place.inputs.some(({ name }) => name === ref.name)) return null
  const names = place.inputs.map(({ name }) => name).join(', ')
  return `there is no input ${ref.name}; ${names ? `there are ${names}` : 'the runbook has none'}`
}

/** Why a step can't be looked back at from here; null where it can. */
function stepRefProblem(id: string, { ids, before, above }: Place): string | null {
  if (before.includes(id)) return null
  if (!ids.includes(id)) return `there is no step ${id}`
  if (above.at(-1) === id) return `the step ${id} refers to itself: a cycle`
  if (above.includes(id)) return `the step ${id} is not over before what is in it: a cycle`
  return `the step ${id} is not over when this one begins: a cycle, or they go on at once`
}

function taskIssues({ task }: RunbookStep, { path, agents }: Place): RunbookIssue[] {
  const message = task && agents ? agentProblem(task.agent, agents) : null
  return message ? [{ path: [...path, 'task', 'agent'], message }] : []
}

/** They are looked for by their titles, so that these are the same in every run. */
function deliverableIssues({ task }: RunbookStep, { path }: Place): RunbookIssue[] {
  return (task?.deliverables ?? []).flatMap((one, i) => {
    return fixedTexts(one).some((text) => text?.includes('{{'))
      ? [
          {
            path: [...path, 'task', 'deliverables', i],
            message: 'a deliverable refers to nothing: write it out',
          },
        ]
      : []
  })
}

type Declared = NonNullable<RunbookStep['task']>['deliverables'][number]

function fixedTexts(declared: Declared): (string | null)[] {
  if (typeof declared === 'string') return [declared]
  const { title, check } = declared
  if (check.kind === 'url') return [title, check.contains]
  if (check.kind === 'json') return [title, check.path]
  if (check.kind !== 'commit') return [title]
  return [title, check.repository, check.commit, check.contains, check.branch]
}

function dueIssues({ task }: RunbookStep, place: Place): RunbookIssue[] {
  if (!task) return []
  const path = [...place.path, 'task']
  if (task.dueIn !== undefined && durationMs(task.dueIn) === null)
    return [{ path: [...path, 'dueIn'], message: noDuration(task.dueIn) }]
  return task.dueEnd !== undefined && task.dueIn === undefined
    ? [
        {
          path: [...path, 'dueEnd'],
          message: 'dueEnd says what happens when the task is due, so it needs dueIn',
        },
      ]
    : []
}

const noDuration = (text: string) => `${text} is no duration; write 30 min, 2 h, 3 d or 1 w, a year at most`

function waitIssues({ wait }: RunbookStep, place: Place): RunbookIssue[] {
  if (!wait) return []
  const path = [...place.path, 'wait']
  if ((wait.for === undefined) === (wait.until === undefined))
    return [{ path, message: 'needs either for (a duration) or until (a time)' }]
  if (wait.for !== undefined && durationMs(wait.for) === null)
    return [{ path: [...path, 'for'], message: noDuration(wait.for) }]
  const isFixed = wait.until !== undefined && !wait.until.includes('{{')
  if (isFixed && timeOf(wait.until ?? '') === null)
    return [
      {
        path: [...path, 'until'],
        message: `${wait.until} is no time; write 2026-12-01, or 2026-12-01T09:00Z with its zone`,
      },
    ]
  return []
}

function branchIssues({ branch }: RunbookStep, place: Place): RunbookIssue[] {
  if (!branch) return []
  const path = [...place.path, 'branch']
  const problem = stepRefProblem(branch.on, place)
  if (problem) return [{ path: [...path, 'on'], message: problem }]
  const cases = Object.keys(branch.when ?? {})
  if (cases.length === 0 && !branch.else) return [{ path, message: 'needs a case under when, or else' }]
  const on = place.steps.find(({ id }) => id === branch.on)
  const possible: readonly string[] = on ? outcomesOf(on) : []
  return cases
    .filter((outcome) => !possible.includes(outcome))
    .map((outcome) => ({
      path: [...path, 'when', outcome],
      message: `${branch.on} never ends ${outcome}; it ends ${possible.join(', ')}`,
    }))
}
