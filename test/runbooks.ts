import { RunbookDefinition, type RunbookStep } from '#domain/runbook/runbook.ts'

export const aTaskStep = (
  id: string,
  change: Partial<NonNullable<RunbookStep['task']>> = {},
): RunbookStep => ({
  id,
  task: { agent: 'Ines', title: `Do ${id}`, intent: 'finish: done', deliverables: [], ...change },
})

/** A runbook of these steps; without any, of one task. */
export const aRunbook = (
  steps: RunbookStep[] = [aTaskStep('draft')],
  change: Partial<RunbookDefinition> = {},
): RunbookDefinition => RunbookDefinition.parse({ name: 'Letter', steps, ...change })
