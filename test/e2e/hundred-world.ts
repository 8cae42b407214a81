import { join } from 'node:path'
import type { Parameters } from '#domain/run/run.ts'
import { type Database, openDatabase } from '#prisma/client.ts'
import { writeTaskHistories } from '#prisma/write/history.ts'
import { openVault } from '#workers/mac-mini/spool/vault.ts'
import type { StoryPlace } from '../../local/portfolio/story-facts.ts'
import { TaskStory } from '../../local/portfolio/task-story.ts'
import type { TestProduct } from '../product.ts'

const projects = 20
export const waiting = 100
/** One of five in each project. */
export const highRisk = projects

interface Call {
  tool: string
  parameters: Parameters
}
const letter = (n: number, more: Parameters = {}): Call => ({
  tool: 'send_message',
  parameters: { to: `reader-${n}@example.com`, body: 'The letter is out.\nIt costs nothing.', ...more },
})
const risky: ((n: number) => Call)[] = [
  (n) => ({ tool: 'exec', parameters: { command: `rm -r drafts/${n}` } }),
  (n) => letter(n, { amount: 900, currency: 'EUR' }),
  (n) => ({ tool: 'delete_list', parameters: { list: `readers-${n}` } }),
]

/** 100 tasks that wait for a decision, five in each project; in most projects a letter was allowed before. */
export async function hundredWaiting(office: TestProduct): Promise<void> {
  const database = openDatabase(office.product.appUrl, 2)
  try {
    const vault = openVault(join(office.product.dataDir, 'mac-mini'))
    for (let project = 0; project < projects; project++) {
      const { projectId, agentId } = await office.aProject()
      const place = { projectId, agentId, executorId: 'mac-mini', openclawAgentId: 'main' }
      if (project % 5 !== 0) await allowedBefore(database, place)
      const calls = [0, 1, 2].map((nth) => letter(project * 5 + nth))
      calls.push(letter(project * 5 + 3, { amount_usd: 20 + project }))
      calls.push(risky[project % risky.length]?.(project * 5 + 4) as Call)
      const stories = calls.map((call, nth) => asking(place, `Job ${project * 5 + nth + 1}`, call))
      for (const { proposalId, call } of stories) vault.keep(proposalId, call.tool, call.parameters)
      await writeTaskHistories(
        database.pool,
        stories.map(({ story }) => story.told()),
      )
    }
  } finally {
    await database.close()
  }
}

const begun = (place: StoryPlace, title: string, minutesAgo: number) =>
  new TaskStory(place, {
    ...{ title, intent: `Do it.\nfinish: ${title} is done`, by: 'system:seed' },
    at: new Date(Date.now() - minutesAgo * 60_000),
  }).begin()

async function allowedBefore({ pool }: Database, place: StoryPlace): Promise<void> {
  const story = begun(place, 'An earlier letter', 120)
  const proposal = story.propose(letter(0))
  story.endRun({ text: 'It waits.' }).decide(proposal, 'operator:seed', 'approved').begin()
  story.finish('It is sent.').endRun({ text: 'Done.' }).done()
  await writeTaskHistories(pool, [story.told()])
}

function asking(place: StoryPlace, title: string, call: Call) {
  const story = begun(place, title, 30)
  const proposalId = story.propose(call)
  story.endRun({ text: 'It waits.' })
  return { story, proposalId, call }
}
