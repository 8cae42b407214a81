import { agentsContract } from '#api/agents/contract.ts'
import { heartbeatsContract } from '#api/heartbeats/contract.ts'
import { projectsContract } from '#api/projects/contract.ts'
import type { Cast, Story } from '../cast.ts'
import { eventually, expectThat } from '../eventually.ts'

const soonSeconds = 12
const shortest = 60

/** An interval that Temporal may be given, which counts from the epoch on, and whose next time is near. */
export function nearInterval(nowSeconds: number): number {
  for (let every = shortest; ; every++) {
    const left = every - (nowSeconds % every)
    if (left >= soonSeconds && left <= soonSeconds + 7) return every
  }
}

/** An idea becomes a project; schedules wake its two agents, one of them for nothing; Grace asks for one more beat. */
export const heartbeatStory: Story = async (cast) => {
  const { owner, grace, atlas } = cast
  const first = await grace.aTask(atlas, 'List the gardens\nfinish: 12 gardens are listed')
  await grace.until(first, ({ waitKind }) => waitKind === 'project')
  await wake(cast, atlas.agentId)
  const body = { stage: 'active', reason: 'The council said yes.' } as const
  await owner.ask(projectsContract.changeStage, { params: { projectId: atlas.projectId }, body })
  await owner.until(first, ({ status }) => status === 'done')

  const newcomer = { projectId: atlas.projectId, name: 'Moss', role: 'Gardener' }
  const { id: moss } = await owner.ask(agentsContract.createAgent, { body: newcomer })
  await wake(cast, moss)
  const idle = await beaten(cast, moss, 1)
  expectThat(idle[0]?.reason === 'nothing_new', 'a beat with nothing new starts nothing')
  await beaten(cast, atlas.agentId, 1)
  const asked = { note: 'Is the rose garden open?' }
  await grace.ask(heartbeatsContract.askBeat, { params: { agentId: atlas.agentId }, body: asked })
  const [last] = await beaten(cast, atlas.agentId, 2)
  expectThat(last?.outcome === 'started', 'a beat that is asked for starts a task')
  for (const agentId of [atlas.agentId, moss])
    await grace.ask(heartbeatsContract.pauseHeartbeat, {
      params: { agentId },
      body: { note: 'The week is over.' },
    })
  return 'an idea became a project; its agents were woken when it was time, one for nothing, and once by Grace'
}

async function wake({ owner }: Cast, agentId: string): Promise<void> {
  await owner.ask(heartbeatsContract.setHeartbeat, {
    params: { agentId },
    body: {
      rhythm: { everySeconds: nearInterval(Math.floor(Date.now() / 1_000)) },
      timeZone: 'Europe/Berlin',
      rule: 'when_new',
      instruction: 'Look at what is new.\nfinish: looked',
    },
  })
}

/** The agent's beats once there are so many, each with its task ended. */
async function beaten({ owner }: Cast, agentId: string, count: number) {
  const read = () => owner.ask(heartbeatsContract.getHeartbeat, { params: { agentId } })
  const isOver = ({ taskId, taskStatus }: { taskId: string | null; taskStatus: string | null }) =>
    taskId === null || taskStatus === 'done'
  const { beats } = await eventually(
    `there are ${count} beats`,
    read,
    (one) => one.beats.length >= count && one.beats.every(isOver),
  )
  return beats
}
