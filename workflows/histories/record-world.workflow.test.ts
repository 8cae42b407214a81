import { afterAll, beforeAll, describe } from 'vitest'
import { freed, heartbeat, repaired } from '#test/faults/other-stories.ts'
import { type Stage, startStage } from '#test/faults/stage.ts'
import { cancelledWhileAway, delivered, dueWhileAway } from '#test/faults/task-stories.ts'
import { keep, recording } from '#test/histories.ts'

// By hand, as record.workflow.test.ts: what a real executor and the practice gateway take part in.
let stage: Stage
beforeAll(async () => {
  stage = await startStage()
}, 90_000)
afterAll(() => stage?.stop())

const client = () => stage.world.plane.env.client
const keepLast = (name: string, workflowId = '') => keep(client(), name, workflowId)

/** The last workflow that began so. */
async function lastOf(prefix: string): Promise<string> {
  for await (const { workflowId } of client().workflow.list())
    if (workflowId.startsWith(prefix)) return workflowId
  throw new Error(`no workflow ${prefix}`)
}

/** The last look at Front Office itself that did this. */
async function lookThatDid(activity: string): Promise<string> {
  for await (const { workflowId } of client().workflow.list()) {
    if (!workflowId.startsWith('reconcile/front-office')) continue
    const { events } = await client().workflow.getHandle(workflowId).fetchHistory()
    const done = (events ?? []).map((event) => event.activityTaskScheduledEventAttributes?.activityType?.name)
    if (done.includes(activity)) return workflowId
  }
  throw new Error(`no look did ${activity}`)
}

describe('histories of real executors', () => {
  recording('checked', async () => keepLast('checked', (await delivered(stage)).task))
  recording('proven', async () => keepLast('proven', (await delivered(stage)).task))

  recording('cancelled-while-away', async () =>
    keepLast('cancelled-while-away', (await cancelledWhileAway(stage)).task),
  )

  recording('due-while-away', async () => keepLast('due-while-away', (await dueWhileAway(stage)).task))

  recording('beat', async () => {
    const { agent = '' } = await heartbeat(stage)
    await keepLast('beat', await lastOf(agent.replace('agent/', 'heartbeat/')))
  })

  recording('reseated', async () => {
    const { task, job, missing } = await repaired(stage)
    await keepLast('reseated', task)
    await keepLast('repaired-job', await lastOf(`${job}/`))
    await keepLast('repaired-task', await lastOf(`${missing}/`))
    await keepLast('looked', await lastOf('reconcile/mac-mini'))
    await keepLast('looked-at-tasks', await lastOf('reconcile/front-office'))
  })

  recording('leases-freed', async () => {
    await freed(stage)
    await keepLast('leases-freed', await lookThatDid('freeLease'))
  })

  recording('mended', async () => {
    await repaired(stage)
    await keepLast('mended', await lastOf('reconcile/front-office'))
  })
})
