import { type RunbookDefinition, RunbookInput, type RunbookStep, type StepOutcome } from './runbook.ts'

type Raw = Record<string, unknown>
const isMap = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const some = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/**
 * What can be made out of a runbook that has not the right shape, so that what is wrong elsewhere in it is told at once
 * and not after the shape is mended. Never run: what is missing is empty.
 */
export function partialRunbook(raw: unknown): RunbookDefinition {
  const { name, inputs, steps } = isMap(raw) ? raw : {}
  return {
    name: text(name),
    description: '',
    inputs: list(inputs).flatMap(inputOf),
    steps: list(steps).flatMap(stepOf),
  }
}

function inputOf(raw: unknown): RunbookInput[] {
  const parsed = RunbookInput.safeParse(raw)
  if (parsed.success) return [parsed.data]
  return isMap(raw) ? [{ name: text(raw.name), type: 'text', description: '', required: false }] : []
}

function stepOf(raw: unknown): RunbookStep[] {
  if (!isMap(raw)) return []
  const { id, task, approval, wait, parallel, branch } = raw
  return [
    {
      id: text(id),
      ...(isMap(task) && { task: taskOf(task) }),
      ...(isMap(approval) && { approval: { who: 'operator' as const, text: text(approval.text) } }),
      ...(isMap(wait) && { wait: { for: some(wait.for), until: some(wait.until) } }),
      ...(Array.isArray(parallel) && { parallel: parallel.map((way) => list(way).flatMap(stepOf)) }),
      ...(isMap(branch) && { branch: branchOf(branch) }),
    },
  ]
}

const taskOf = ({ agent, title, intent, dueIn }: Raw) => ({
  agent: text(agent),
  title: text(title),
  intent: text(intent),
  deliverables: [],
  dueIn: some(dueIn),
})

function branchOf({ on, when, else: other }: Raw) {
  const cases = Object.entries(isMap(when) ? when : {}).map(([outcome, steps]) => [
    outcome,
    list(steps).flatMap(stepOf),
  ])
  return {
    on: text(on),
    when: Object.fromEntries(cases) as Partial<Record<StepOutcome, RunbookStep[]>>,
    ...(Array.isArray(other) && { else: other.flatMap(stepOf) }),
  }
}
