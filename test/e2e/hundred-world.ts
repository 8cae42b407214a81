import { join } from 'node:path'
import type { Parameters } from '#domain/run/run.ts'
import { type Database, openDatabase } from '#prisma/client.ts'
import { writeTaskHistories } from '#prisma/write/history.ts'
import { openVault } from '#workers/mac-mini/spool/vault.ts'
import type { StoryPlace } from '../../local/portfolio/story-facts.ts'
import { TaskStory } from '../../local/portfolio/task-story.ts'
import type { TestProduct } from '../product.ts'

/** One of each project is of high risk, four are below. */
export const perProject = 5

interface Call {
  tool: string
  parameters: Parameters
}
const letter = (n: number): Call => ({
  tool: 'send_message',
  parameters: { to: `reader-${n}@example.com`, body: 'The letter is out.\nIt costs nothing.' },
})
/** To whom one was allowed before. */
const again = (n: number): Call => ({
  tool: 'send_message',
  parameters: { to: 'reader-0@example.com', body: `Letter ${n} is out.` },
})
const page = (n: number): Call => ({
  tool: 'publish_page',
  parameters: { page: `letter-${n}`, text: 'The letter, for those who come by.' },
})
const risky: ((n: number) => Call)[] = [
  (n) => ({ tool: 'deploy_release', parameters: { release: `site-${n}` } }),
  (n) => ({ tool: 'pay_invoice', parameters: { invoice: `I-${n}`, amount: 90, currency: 'EUR' } }),
  (n) => ({ tool: 'issue_refund', parameters: { order: `O-${n}`, amount_usd: 480 } }),
]

/** Five tasks in each project that wait for a decision; in four of five projects the like was allowed before. */
export async function waitingApprovals(office: TestProduct, projects: number): Promise<void> {
  const database = openDatabase(office.product.appUrl, 2)
  try {
    const vault = openVault(join(office.product.dataDir, 'mac-mini'))
    for (let project = 0; project < projects; project++) {
      const { projectId, agentId } = await office.aProject()
      const place = { projectId, agentId, executorId: 'mac-mini', openclawAgentId: 'main' }
      const isKnown = project % 5 !== 0
      if (isKnown) await allowedBefore(database, place)
      const stories = callsOf(project, isKnown).map(({ call, title }) => asking(place, title, call))
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

function callsOf(project: number, isKnown: boolean): { call: Call; title: string }[] {
  const kinds = [
    isKnown ? again : letter,
    letter,
    letter,
    isKnown ? page : letter,
    risky[project % risky.length] ?? letter,
  ]
  return kinds.map((callOf, nth) => {
    const n = project * perProject + nth + 1
    return { call: callOf(n), title: `Job ${n}` }
  })
}

const begun = (place: StoryPlace, title: string, minutesAgo: number) =>
  new TaskStory(place, {
    ...{ title, intent: `Do it.\nfinish: ${title} is done`, by: 'system:seed' },
    at: new Date(Date.now() - minutesAgo * 60_000),
  }).begin()

async function allowedBefore({ pool }: Database, place: StoryPlace): Promise<void> {
  const story = begun(place, 'An earlier letter and its page', 120)
  const proposals = [letter(0), page(0)].map((call) => story.propose(call))
  story.endRun({ text: 'It waits.' })
  for (const proposalId of proposals) story.decide(proposalId, 'operator:seed', 'approved')
  story.begin().finish('It is sent.').endRun({ text: 'Done.' }).done()
  await writeTaskHistories(pool, [story.told()])
}

function asking(place: StoryPlace, title: string, call: Call) {
  const story = begun(place, title, 30)
  const proposalId = story.propose(call)
  story.endRun({ text: 'It waits.' })
  return { story, proposalId, call }
}
