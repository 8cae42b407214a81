import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import { newId } from '#domain/ids.ts'
import type { CommandBody } from '#domain/intent/intent.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { recordIntent } from '#prisma/write/intents.ts'
import { currentTask, taskMark } from '#prisma/write/task-row.ts'
import { createTaskActivities } from '../activities/task/task-activities.ts'
import type { Setting } from './setting.ts'

const quiet = { logger: new DefaultLogger('ERROR') }

/** A task whose workflow is this test: it asks the control activities as the workflow does. */
export async function aTaskRun({ pool }: Pick<Setting, 'pool'>, taskId: string, runId = 'r1') {
  const streamId = `task/${taskId}`
  let seq = 0
  const activities = createTaskActivities({ pool, isCurrentRun: async () => true })
  const batchOf = async (facts: Fact[]) => {
    const { after } = await taskMark(pool, taskId)
    return { streamId, after, firstSeq: seq + 1, facts }
  }
  const inActivity = <T>(work: () => Promise<T>): Promise<T> => {
    const env = new MockActivityEnvironment({ workflowExecution: { workflowId: streamId, runId } }, quiet)
    return env.run(work) as Promise<T>
  }
  return {
    taskId,
    state: () => currentTask(pool, taskId),
    async prepares(...facts: Fact[]) {
      const batch = await batchOf(facts)
      const answer = await inActivity(() => activities.prepareRun({ batch }))
      seq = answer.ack.lastSeq
      return answer
    },
    async records(intentIds: string[], ...facts: Fact[]) {
      const batch = await batchOf(facts)
      const answer = await inActivity(() => activities.record({ batch, intentIds }))
      seq = answer.ack.lastSeq
      return answer
    },
    /** A decision that is recorded and then taken up. */
    async decides(actor: string, decision: CommandBody<'decideApproval'>) {
      const id = newId('intent')
      await recordIntent(pool, { id, taskId, command: 'decideApproval', actor, body: decision })
      const batch = await batchOf([])
      const answer = await inActivity(() => activities.claimEffect({ batch, intentId: id }))
      seq = answer.ack.lastSeq
      return answer.ack.computed
    },
    async intents(command: string): Promise<{ id: string; body: unknown }[]> {
      const { rows } = await pool.query(
        'select id, body from intent where workflow_id = $1 and command = $2 order by intent_seq',
        [streamId, command],
      )
      return rows
    },
  }
}
