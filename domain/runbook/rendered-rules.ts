import { longestIntent, longestTitle } from '../task/task-words.ts'
import type { InputValue, RunbookDefinition, RunbookStep } from './runbook.ts'
import { allSteps } from './step-rules.ts'
import { refsIn, rendered, renderedLength, type TemplateValues } from './template-rules.ts'

/** Of a step's texts once they are rendered, in characters. An approval may quote as much as an intent. */
const longest = { title: longestTitle, intent: longestIntent, text: longestIntent } as const
type StepText = keyof typeof longest

/** As it is given to the task or the decision: what earlier steps said is cut where it makes that too long. */
export const renderedText = (name: StepText, text: string, values: TemplateValues): string =>
  rendered(text, values, longest[name])

export interface LongText {
  /** The input that takes up most of it. */
  input: string
  message: string
}

/** The texts that inputs alone make too long; what steps will say is not known before, and counts as nothing. */
export function longTexts(
  { steps }: Pick<RunbookDefinition, 'steps'>,
  inputs: Readonly<Record<string, InputValue>>,
): LongText[] {
  const values = { inputs, steps: [] }
  return allSteps(steps).flatMap(({ step }) =>
    textsOf(step).flatMap(([name, text]) => {
      const length = renderedLength(text, values)
      const input = length > longest[name] ? widestInput(text, values) : null
      if (input === null) return []
      const [is, most] = [length, longest[name]].map((count) => count.toLocaleString('en-US'))
      return [
        {
          input,
          message: `makes the ${name} of the step ${step.id} ${is} characters long; ${most} are the most`,
        },
      ]
    }),
  )
}

function textsOf({ task, approval }: RunbookStep): [StepText, string][] {
  if (approval) return [['text', approval.text]]
  return task
    ? [
        ['title', task.title],
        ['intent', task.intent],
      ]
    : []
}

/** Of what a text says of each input together; null where it says nothing of any. */
function widestInput(text: string, values: TemplateValues): string | null {
  const widths = new Map<string, number>()
  for (const { text: hole, ref } of refsIn(text))
    if (ref?.kind === 'input')
      widths.set(ref.name, (widths.get(ref.name) ?? 0) + renderedLength(hole, values))
  return [...widths].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null
}
