import { startStepTask } from '#activities/runbook/step-tasks.ts'
import { newId, runbookRunStreamId } from '#domain/ids.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { nextRunMove } from '#domain/runbook/next-move-rules.ts'
import type { RunbookRunState } from '#domain/runbook/run.ts'
import { factOfRunIntent, openSteps } from '#domain/runbook/run-rules.ts'
import { applyRunEntry } from '#domain/runbook/run-state.ts'
import type { Pool, Tx } from '#prisma/client.ts'
import { type RunRequest, recordRunIntent, requestRunbookRun } from '#prisma/write/run-intents.ts'
import { missedRunIntents, runIntentsOf } from '#prisma/write/run-sources.ts'
import { appendRun, runMark } from '#prisma/write/runbook-runs.ts'

/** A run of a runbook as its workflow would carry it out, at times of the past. */
export class RunPen {
  readonly #pool: Pool
  readonly #runId: string
  readonly #writer = crypto.randomUUID()
  #seq = 0
  #after = 1

  constructor(pool: Pool, runId: string) {
    this.#pool = pool
    this.#runId = runId
  }

  async request(request: Omit<RunRequest, 'runId' | 'intentId'>): Promise<void> {
    await requestRunbookRun(this.#pool, { ...request, runId: this.#runId, intentId: newId('intent') })
    await this.#settleIntents(false)
  }

  /** What follows by itself from how the run stands; answers how it stands then. */
  async advance(at: string): Promise<RunbookRunState> {
    const streamId = runbookRunStreamId(this.#runId)
    const missed = await missedRunIntents(this.#pool, streamId)
    const ids = missed.filter(({ command }) => command !== 'startRunbook').map(({ id }) => id)
    if (ids.length > 0)
      await this.#append([], async (tx, state) => {
        const facts: Fact[] = []
        for (const { intent, role } of await runIntentsOf(tx, streamId, ids))
          if (intent.command !== 'startRunbook')
            facts.push(factOfRunIntent(intent, facts.reduce(applyRunEntry, state), role, at))
        return facts
      })
    for (;;) {
      const { state } = await runMark(this.#pool, this.#runId)
      const move = nextRunMove(state, at)
      if (move.kind === 'record') await this.#append(move.facts.map((fact) => ({ ...fact, at }) as Fact))
      else if (move.kind === 'startTasks') await this.#startTasks(move.stepIds, at)
      else return state
    }
  }

  /** The step that waits for a person is decided. */
  async decide(actor: string, verdict: 'approved' | 'rejected', note: string): Promise<void> {
    const { state } = await runMark(this.#pool, this.#runId)
    const step = openSteps(state).find(({ text }) => text !== null)
    if (!step) throw new Error(`run ${this.#runId} asks nobody`)
    const body = { stepId: step.stepId, attempt: step.attempt, verdict, note }
    await recordRunIntent(this.#pool, {
      ...{ id: newId('intent'), runId: this.#runId, command: 'decideStep', actor },
      body,
    })
  }

  /** From here on its workflow writes it, where it is open. */
  async close(isOpen: boolean): Promise<void> {
    await this.#settleIntents(isOpen)
  }

  async #startTasks(stepIds: readonly string[], at: string): Promise<void> {
    await this.#append([], async (tx, state) => {
      const facts: Fact[] = []
      for (const stepId of stepIds)
        facts.push(...(await startStepTask(tx, { runId: this.#runId, state, stepId, at })))
      return facts
    })
  }

  async #append(facts: Fact[], compute?: (tx: Tx, state: RunbookRunState) => Promise<Fact[]>): Promise<void> {
    const ack = await appendRun(this.#pool, {
      runId: this.#writer,
      batch: {
        streamId: runbookRunStreamId(this.#runId),
        firstSeq: this.#seq + 1,
        after: this.#after,
        facts,
      },
      isCurrentRun: async () => true,
      ...(compute && { compute }),
    })
    this.#seq = ack.lastSeq
    this.#after = ack.streamSeq
  }

  async #settleIntents(isOpen: boolean): Promise<void> {
    await this.#pool.query(
      `update intent set status = case when command = 'startRunbook' and $2 then 'pending' else 'delivered' end
        where workflow_id = $1`,
      [runbookRunStreamId(this.#runId), isOpen],
    )
  }
}
