import { runIdOfStream } from '#domain/ids.ts'
import type { Batch } from '#domain/ledger/batch.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { settlingFirst } from '#domain/ledger/fork-rules.ts'
import type { RunbookRunState } from '#domain/runbook/run.ts'
import { factOfRunIntent, isAheadOf } from '#domain/runbook/run-rules.ts'
import { applyRunEntry } from '#domain/runbook/run-state.ts'
import type { Pool } from '#prisma/client.ts'
import type { Compute } from '#prisma/write/append.ts'
import { missedRunIntents, type RecordedRunIntent, runIntentsOf } from '#prisma/write/run-sources.ts'
import { appendRun } from '#prisma/write/runbook-runs.ts'
import { wake } from '#prisma/write/wake.ts'
import type { IsCurrentRun } from '#prisma/write/workflow-stream.ts'
import { runIdOfContext, sorted } from '../ledger/append-failure.ts'
import { unknownIntents, unknownWords } from '../ledger/unknown-intents.ts'
import type { RunbookActivities, RunRecorded } from './contract.ts'
import { endStepTasks, startStepTask } from './step-tasks.ts'

export interface RunbookActivitiesDeps {
  pool: Pool
  isCurrentRun: IsCurrentRun
}

const actor = 'system:runbook'
const at = () => new Date().toISOString()
const runIdOf = (batch: Batch) => runIdOfStream(batch.streamId) ?? ''

/** The control plane's activities for a run of a runbook. Each answers a repeat as the first time. */
export function createRunbookActivities({ pool, isCurrentRun }: RunbookActivitiesDeps): RunbookActivities {
  async function recorded(batch: Batch, compute: Compute<RunbookRunState>): Promise<RunRecorded> {
    const runId = runIdOfContext()
    const request = { runId, batch, isCurrentRun, compute }
    const ack = await appendRun(pool, request).catch(async (error: unknown) => {
      throw await sorted(error, pool, { runId, batch })
    })
    return { ack, missed: await missedRunIntents(pool, batch.streamId) }
  }

  return {
    recordRun: ({ batch, intentIds }) =>
      recorded(batch, async (tx, state) => {
        const intents = await runIntentsOf(tx, batch.streamId, intentIds)
        return [...resolve(intents, state), ...unknown(intentIds, intents, state)]
      }),

    async startStepTasks({ batch, stepIds }) {
      const answer = await recorded(batch, async (tx, state) => {
        const facts: Fact[] = []
        for (const stepId of stepIds)
          facts.push(...(await startStepTask(tx, { runId: runIdOf(batch), state, stepId, at: at() })))
        return facts
      })
      wake(pool, 'intents')
      return answer
    },

    async endStepTasks({ batch, stepIds }) {
      // Before the record and not within it: who records a task's end holds its stream and asks for the run's.
      await endStepTasks(pool, runIdOf(batch), stepIds)
      const fact: Fact = { type: 'runbook_tasks_told_to_end', at: at(), actor, body: { stepIds } }
      return recorded(batch, async () => [fact])
    },
  }
}

/** One after the other: the second decision on a step is refused by the first. */
function resolve(intents: RecordedRunIntent[], before: RunbookRunState): Fact[] {
  const facts: Fact[] = []
  let state = before
  for (const { intent, role } of settlingFirst(intents)) {
    // A later run of the workflow may be told again of what an earlier one has recorded.
    if (intent.command === 'startRunbook' || state.intentIds.includes(intent.id)) continue
    if (intent.command === 'decideStep' && isAheadOf(state, intent.body)) continue
    const fact = factOfRunIntent(intent, state, role, at())
    state = applyRunEntry(state, fact)
    facts.push(fact)
  }
  return facts
}

function unknown(
  intentIds: readonly string[],
  found: readonly RecordedRunIntent[],
  state: RunbookRunState,
): Fact[] {
  return unknownIntents(intentIds, found, state).map((intentId) => ({
    ...{ type: 'runbook_intent_undeliverable', at: at(), actor },
    body: { intentId, command: 'what was asked', message: unknownWords },
  }))
}
