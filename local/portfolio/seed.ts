import { newId } from '#domain/ids.ts'
import { defaultPolicy } from '#domain/policy/policy.ts'
import type { Database } from '#prisma/client.ts'
import { writeTaskHistories } from '#prisma/write/history.ts'
import { createAgent } from '#prisma/write/settings/agents.ts'
import { createProject } from '#prisma/write/settings/projects.ts'
import { randomOf } from './random.ts'
import { seedBusiness } from './seed-business.ts'
import type { StoryPlace } from './story-facts.ts'
import { TaskStory } from './task-story.ts'

export interface SeedSize {
  projects: number
  tasks: number
}

interface SeedContext {
  database: Database
  say: (line: string) => void
}

const actor = 'system:seed'
const executorId = 'mac-mini'
const agentsPerProject = 3
const writersAtOnce = 3
/** Tasks of one transaction: few commits, and none so long that a reader waits. */
const tasksAtOnce = 25
const days = 30
const dayMs = 86_400_000
/** Longer than a task takes that ends. */
const longestMs = 60 * 60_000
/** From when they were asked for, in turn: late, of this week, of the next one, and due at no time. */
const dueAfterDays = [0.02, 3, 7, 10, null]

/**
 * Many projects with a month of tasks each, through the same folds as real work, on an installation that has its
 * executor. For benchmarks: names are numbers.
 */
export async function seedPortfolio({ database, say }: SeedContext, size: SeedSize): Promise<void> {
  const { pool } = database
  const now = Date.now()
  const from = now - days * dayMs
  const tasks = Math.ceil(size.tasks / size.projects)
  const places: StoryPlace[] = []
  for (let project = 0; project < size.projects; project++) {
    const made = await seedProject(database, project, new Date(from).toISOString())
    await seedBusiness(pool, { projectId: made.projectId, index: project, tasks, now })
    places.push(...made.places)
  }
  say(`${size.projects} projects with ${places.length} agents`)
  let next = 0
  let written = 0
  const write = async () => {
    while (next < size.tasks) {
      const first = next
      next = Math.min(first + tasksAtOnce, size.tasks)
      const indexes = Array.from({ length: next - first }, (_, i) => first + i)
      const told = indexes.map((index) => {
        const place = places[index % places.length] as StoryPlace
        return seededTask(place, index, from).told()
      })
      await writeTaskHistories(pool, told)
      written += told.length
      if (written % 2_000 < told.length) say(`${written.toLocaleString('en-US')} tasks`)
    }
  }
  await Promise.all(Array.from({ length: writersAtOnce }, write))
}

async function seedProject({ pool }: Database, index: number, at: string) {
  const projectId = newId('project')
  const name = `Project ${String(index + 1).padStart(2, '0')}`
  const project = { name, mission: `What ${name} is for.`, isSample: false, policy: defaultPolicy }
  await createProject(pool, projectId, { type: 'project_created', at, actor, body: project })
  const places: StoryPlace[] = []
  for (let agent = 0; agent < agentsPerProject; agent++) {
    const agentId = newId('agent')
    const body = {
      projectId,
      name: `Agent ${agent + 1}`,
      role: 'worker',
      charter: '',
      executorId,
      openclawAgentId: 'main',
    }
    await createAgent(pool, agentId, { type: 'agent_created', at, actor, body })
    places.push({ projectId, agentId, executorId, openclawAgentId: 'main' })
  }
  return { projectId, places }
}

/** One of a few ends, by chance; about 10 entries each. Open ones are recent. */
export function seededTask(place: StoryPlace, index: number, from: number): TaskStory {
  const random = randomOf(index + 1)
  const end = random()
  const isRecent = end > 0.97
  const startedAt = isRecent ? Date.now() - random() * dayMs : from + random() * (days * dayMs - longestMs)
  const dueAfter = isRecent ? dueAfterDays[Math.floor(index / 4) % dueAfterDays.length] : null
  const story = new TaskStory(place, {
    title: `Task ${index + 1}`,
    intent: `Do what task ${index + 1} says.`,
    deliverables: ['Result'],
    dueAt: dueAfter ? new Date(startedAt + dueAfter * dayMs).toISOString() : undefined,
    by: actor,
    at: new Date(startedAt),
  })
  story.after(1).begin().after(2).update('Half way.')
  const usd = random() < 0.05 ? null : 0.01 + random() * 0.2
  if (end < 0.08) return failed(story, `Provider answered ${500 + (index % 4)}`)
  if (end < 0.2) return approved(story, index, usd)
  if (isRecent) return open(story, index, usd)
  story.artifact('Result', 'file', 'result.md', 2_048).finish('The result is recorded.')
  return story.endRun({ text: 'Done.', usd }).checked().done()
}

const failed = (story: TaskStory, error: string): TaskStory =>
  story.endRun({ text: '', error }).retry(error).begin().endRun({ text: '', error }).fail(error)

const message = (index: number) => ({
  tool: 'send_message',
  parameters: { to: 'ada@example.com', body: `Number ${index}` },
})

function approved(story: TaskStory, index: number, usd: number | null): TaskStory {
  const proposal = story.propose(message(index))
  story.endRun({ text: 'It waits for approval.', usd }).after(30)
  story.decide(proposal, 'operator:seed', 'approved').begin()
  return story
    .artifact('Result', 'file', 'result.md', 2_048)
    .finish('It is sent.')
    .endRun({ text: 'Done.', usd })
    .checked()
    .done()
}

function open(story: TaskStory, index: number, usd: number | null): TaskStory {
  if (index % 4 === 3) return unproven(story, usd)
  if (index % 2 === 0) story.propose(message(index))
  else story.ask('Which of the two?', ['The first', 'The second'])
  return story.endRun({ text: 'It waits.', usd })
}

/** It says that it is finished, twice, and nothing is there. */
const unproven = (story: TaskStory, usd: number | null): TaskStory =>
  story
    .endRun({ text: 'Done.', usd })
    .checked()
    .giveBack()
    .begin()
    .endRun({ text: 'Done.', usd })
    .checked()
    .unproven()
