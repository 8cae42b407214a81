import fc from 'fast-check'
import { z } from 'zod'
import { cleaned } from '#domain/ledger/clean-text.ts'
import { bodies, type EntryType, type Fact, type FactOf } from '#domain/ledger/entry.ts'
import { defaultPolicy } from '#domain/policy/policy.ts'
import { emptyDocument } from '#domain/policy/policy-document.ts'
import { applyEntry, noTask, taskEntryTypes } from '#domain/task/task-state.ts'
import { aTaskRequest, aTime } from './builders.ts'
import { aRunbook } from './runbooks.ts'

/** A fact of this type; `minute` sets its time. */
export const aFact = <T extends EntryType>(
  type: T,
  body: FactOf<T>['body'],
  minute = 1,
  actor = 'system:x',
) => ({ type, at: minutesOn(minute), actor, body }) as FactOf<T>

export const minutesOn = (minutes: number, from = aTime) =>
  new Date(Date.parse(from) + minutes * 60_000).toISOString()

/** A first run of this step, on its way to mac-mini. */
export const queued = (stepId: string, minute: number, change: Partial<FactOf<'run_queued'>['body']> = {}) =>
  aFact(
    'run_queued',
    {
      ...{ stepId, runId: stepId, sessionKey: 'k', reason: 'first run' },
      ...{ executorId: 'mac-mini', contextHash: '0' },
      ...change,
    },
    minute,
  )

/** The state after a requested task and these facts. */
export const afterFacts = (...facts: Fact[]) => [aTaskRequest(), ...facts].reduce(applyEntry, noTask)

/** Few names, so that facts made at random meet. */
const pools: Record<string, string[]> = {
  stepId: ['s1', 's2', 's3'],
  proposalId: ['p_1', 'p_2', 'p_3'],
  questionId: ['q_1', 'q_2'],
  itemId: ['i_1', 'i_2', 'i_3', 'i_4'],
  intentId: ['in_1', 'in_2', 'in_3'],
  moneyId: ['mo_1', 'mo_2', 'mo_3'],
  decisionId: ['de_1', 'de_2'],
  objectiveId: ['ob_1', 'ob_2'],
  amount: ['0.01', '12.50', '1999.00'],
  occurredOn: ['2026-11-23', '2026-11-24'],
  reviewOn: ['2026-12-01'],
  week: ['2026-W48', '2026-W49'],
  title: ['Letter', 'Page', 'Look'],
  artifactId: ['i_1', 'i_2', 'i_3', 'i_4'],
}

interface Schema {
  type?: string | string[]
  $ref?: string
  format?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
}

/** Shapes with rules that a schema does not say: one of each is enough. */
const named: Record<string, fc.Arbitrary<unknown>> = {
  '#/$defs/Policy': fc.constant(defaultPolicy),
  '#/$defs/PolicyDocument': fc.constant(emptyDocument),
  '#/$defs/RunbookDefinition': fc.constant(aRunbook()),
}

/** As it is read from the record: without -0, which JSON can't write. */
const writtenJson = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)))

function anyOfSchema(schema: Schema, name = ''): fc.Arbitrary<unknown> {
  if (pools[name]) return fc.constantFrom(...pools[name])
  if (schema.$ref) return named[schema.$ref] ?? writtenJson
  const shapes = schema.anyOf ?? schema.oneOf
  if (shapes) return fc.oneof(...shapes.map((one) => anyOfSchema(one, name)))
  if (Array.isArray(schema.type))
    return fc.oneof(...schema.type.map((type) => anyOfSchema({ ...schema, type }, name)))
  return anyOfType(schema)
}

function anyOfType(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.type === 'string') return schema.format === 'date-time' ? anyTime : anyText
  if (schema.type === 'integer') return fc.integer({ min: 1_000, max: 9_000 })
  if (schema.type === 'number') return fc.integer({ min: 1, max: 90_000 }).map((cents) => cents / 100)
  if (schema.type === 'boolean') return fc.boolean()
  if (schema.type === 'null') return fc.constant(null)
  if (schema.type === 'array') return fc.array(anyOfSchema(schema.items ?? {}), { maxLength: 2 })
  const fields = Object.entries(schema.properties ?? {})
  return fc.record(Object.fromEntries(fields.map(([key, one]) => [key, anyOfSchema(one, key)])))
}

const anyText = fc.string({ maxLength: 8, unit: 'grapheme' })
const anyTime = fc.integer({ min: 0, max: 5_000 }).map((minutes) => minutesOn(minutes))
const anyActor = fc.constantFrom('operator:op_1', 'operator:op_2', 'agent:ag_test', 'system:control')

/** Any body that the schema of this type allows. */
export const anyFactOf = (type: EntryType): fc.Arbitrary<Fact> =>
  fc.record({
    type: fc.constant(type),
    at: anyTime,
    actor: anyActor,
    body: anyOfSchema(z.toJSONSchema(bodies[type]) as Schema),
  }) as fc.Arbitrary<Fact>

/** What a task's stream may hold, in any order: what a workflow would never write as well. */
export const anyTaskFacts = fc.array(
  fc.oneof(
    ...taskEntryTypes.filter((type) => type !== 'rewound' && type !== 'task_requested').map(anyFactOf),
  ),
  { maxLength: 40 },
)

/** A run from its queue to its end, which facts in any order seldom make. */
const anyRun = fc
  .tuple(anyFactOf('run_queued'), anyFactOf('run_ended'))
  .map(([queued, ended]): Fact[] => [
    queued,
    { ...ended, body: { ...ended.body, stepId: (queued as FactOf<'run_queued'>).body.stepId } } as Fact,
  ])

/** As anyTaskFacts, with runs that end. */
export const anyTaskHistory = fc
  .array(fc.oneof(anyTaskFacts, anyRun), { maxLength: 5 })
  .map((parts) => parts.flat())

/** Proposals have rows of their own, by id: each story takes ids of its own. */
export const ownIds = (facts: Fact[], taskId: string): Fact[] =>
  JSON.parse(JSON.stringify(cleaned(facts)).replaceAll('"p_', `"p_${taskId}`))
