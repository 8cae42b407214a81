import { z } from 'zod'
import { newCheck, refuseRepeated } from '../quality/declaring.ts'
import { deadlineEnds, longestIntent, longestTitle } from '../task/task-words.ts'

export const inputTypes = ['text', 'number', 'boolean', 'choice', 'date'] as const

const words = (max: number) => z.string().trim().min(1, 'must not be empty').max(max)
const name = (what: string) =>
  z
    .string()
    .regex(
      /^[a-z][a-z0-9_-]{0,39}$/,
      `${what} is a word of a–z, 0–9, - and _, beginning with a letter, 40 characters at most`,
    )

export const RunbookInput = z.strictObject({
  name: name('the name of an input'),
  type: z.enum(inputTypes),
  description: z.string().trim().max(300).default(''),
  required: z.boolean().default(false),
  default: z.union([z.string().max(2_000), z.number(), z.boolean()]).optional(),
  /** Of a choice. */
  options: z.array(words(200)).min(1).max(50).optional(),
})
export type RunbookInput = z.infer<typeof RunbookInput>

const StepDeliverable = z.strictObject({
  title: words(200),
  check: newCheck(words).default({ kind: 'artifact' }),
})

const TaskStep = z.strictObject({
  /** By name, or by role where only one agent has it. */
  agent: words(80),
  title: words(longestTitle),
  intent: words(longestIntent),
  /** A plain title: an artifact of it is recorded. */
  deliverables: z
    .array(z.union([words(200), StepDeliverable]))
    .max(20)
    .superRefine(refuseRepeated)
    .default([]),
  /** How long after the step begins the task is due, and what becomes of it then. */
  dueIn: words(40).optional(),
  dueEnd: z.enum(deadlineEnds).optional(),
})
const ApprovalStep = z.strictObject({
  who: z.enum(['operator', 'owner']).default('operator'),
  text: words(2_000),
})
const WaitStep = z.strictObject({ for: words(40).optional(), until: words(100).optional() })

export const stepKinds = ['task', 'approval', 'wait', 'parallel', 'branch'] as const
export type StepKind = (typeof stepKinds)[number]

export const stepOutcomes = ['done', 'failed', 'cancelled', 'approved', 'rejected'] as const
export type StepOutcome = (typeof stepOutcomes)[number]

export interface RunbookStep {
  id: string
  task?: z.output<typeof TaskStep> | undefined
  approval?: z.output<typeof ApprovalStep> | undefined
  wait?: z.output<typeof WaitStep> | undefined
  /** Lists of steps that go on at once. */
  parallel?: RunbookStep[][] | undefined
  branch?: RunbookBranch | undefined
}

export interface RunbookBranch {
  /** The step by whose outcome it goes on. */
  on: string
  when?: Partial<Record<StepOutcome, RunbookStep[]>> | undefined
  else?: RunbookStep[] | undefined
}

export const RunbookStep: z.ZodType<RunbookStep> = z
  .strictObject({
    id: name('the id of a step'),
    task: TaskStep.optional(),
    approval: ApprovalStep.optional(),
    wait: WaitStep.optional(),
    parallel: z
      .lazy(() => z.array(z.array(RunbookStep).min(1)).min(2, 'needs two lists of steps at least').max(10))
      .optional(),
    branch: z.lazy(() => Branch).optional(),
  })
  .meta({ id: 'RunbookStep' })

const Branch: z.ZodType<RunbookBranch> = z.strictObject({
  on: z.string(),
  when: z.partialRecord(z.enum(stepOutcomes), z.array(RunbookStep).min(1)).optional(),
  else: z.array(RunbookStep).min(1).optional(),
})

export const RunbookDefinition = z
  .strictObject({
    name: words(80),
    description: z.string().trim().max(2_000).default(''),
    inputs: z.array(RunbookInput).max(30).default([]),
    steps: z.array(RunbookStep).min(1, 'needs one step at least'),
  })
  .meta({ id: 'RunbookDefinition' })
export type RunbookDefinition = z.infer<typeof RunbookDefinition>

/** What an input is in a run. */
export const InputValue = z.union([z.string(), z.number(), z.boolean()])
export type InputValue = z.infer<typeof InputValue>
