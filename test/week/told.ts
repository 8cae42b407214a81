import type { BodyOf, EntryType } from '#domain/ledger/entry.ts'
import type { RunOutcome } from '#domain/run/run.ts'
import { type Ledger, ledgerOf } from './ledger.ts'

const start = Date.parse('2026-11-26T09:00:00.000Z')
export const minute = (minutes: number) => new Date(start + minutes * 60_000).toISOString()

interface Place {
  projectId?: string | null
  actor?: string
  at?: string
}

/** An entry as an export has it; its time is that of its place, in minutes, unless it is said. */
export const told = <T extends EntryType>(
  type: T,
  streamId: string,
  body: NoInfer<BodyOf<T>>,
  { projectId = 'pr_1', actor = 'operator:op_1', at }: Place = {},
) => ({ type, streamId, body, projectId, actor, at })

export const ledgerOfTold = (...list: ReturnType<typeof told>[]): Ledger =>
  ledgerOf(
    list.map(({ at, ...one }, i) => ({
      position: i + 1,
      entry: {
        ...{ streamSeq: 1, runId: 'r', runSeq: i, batch: 0, version: 1 },
        ...{ ...one, body: one.body as never, at: at ?? minute(i) },
      },
    })),
  )

/** A project with an agent and two operators. */
export const office = [
  told('operator_created', 'operator/op_1', { name: 'The owner', role: 'owner' }, { projectId: null }),
  told('operator_joined', 'operator/op_2', { name: 'Grace', role: 'operator' }, { projectId: null }),
  told('project_created', 'project/pr_1', {
    ...{ name: 'Letters', mission: '', isSample: false },
    policy: { version: 1 } as never,
  }),
]

export const aTask = (id: string, title = 'Write') =>
  told('task_requested', `task/${id}`, {
    ...{ projectId: 'pr_1', agentId: 'ag_1', executorId: 'mac-mini', title, intent: 'Write it.' },
    ...{ deliverables: [], intentId: 'in_1' },
  })

export const aRunEnd = (taskId: string, costNanoUsd: number | null, outcome: RunOutcome = 'ok') =>
  told('run_ended', `task/${taskId}`, {
    ...{ stepId: 's1', outcome, text: '', error: outcome === 'ok' ? null : 'spent', isRetryable: false },
    ...{ startedAt: minute(0), gateway: null, adoptedRunIds: [] },
    usage: { input: 10, output: 5, cacheRead: 0, cacheWrite: 0, costNanoUsd },
  })
