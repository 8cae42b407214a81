import { newId } from '#domain/ids.ts'
import type { RunbookRunState } from '#domain/runbook/run.ts'
import { isRunOver, openSteps } from '#domain/runbook/run-rules.ts'
import type { RunbookDefinition } from '#domain/runbook/runbook.ts'
import type { Pool } from '#prisma/client.ts'
import { taskMark } from '#prisma/write/task-row.ts'
import type { StoryPlace } from '../story-facts.ts'
import { TaskStory } from '../task-story.ts'
import type { Business } from './business.ts'
import { RunPen } from './runbook-runs.ts'
import { type Timeline, tellStory } from './timeline.ts'

export interface RunTelling {
  run: Business['runbook']['runs'][number]
  place: StoryPlace
  runbook: { runbookId: string; version: number; definition: RunbookDefinition }
  startsAt: number
  startedBy: string
  decidedBy: string
  random: () => number
}

const minute = 60_000

/** One run of a runbook, from its request to its end, or to the step where it waits. */
export function tellRun(timeline: Timeline, pool: Pool, telling: RunTelling): void {
  new RunStory(timeline, pool, telling).tell()
}

class RunStory {
  readonly #timeline: Timeline
  readonly #pool: Pool
  readonly #telling: RunTelling
  readonly #pen: RunPen
  readonly #told = new Set<string>()

  constructor(timeline: Timeline, pool: Pool, telling: RunTelling) {
    this.#timeline = timeline
    this.#pool = pool
    this.#telling = telling
    this.#pen = new RunPen(pool, newId('runbookRun'))
  }

  tell(): void {
    const { startsAt, startedBy, place, runbook, run } = this.#telling
    const at = new Date(startsAt).toISOString()
    this.#timeline.at(startsAt, async () => {
      const asked = { projectId: place.projectId, ...runbook, inputs: run.inputs }
      await this.#pen.request({ actor: startedBy, at, run: asked })
      await this.#goOn(startsAt + 1_000)
    })
  }

  async #goOn(ms: number): Promise<void> {
    const state = await this.#pen.advance(new Date(ms).toISOString())
    if (isRunOver(state)) return this.#pen.close(false)
    for (const { taskId } of openSteps(state))
      if (taskId && !this.#told.has(taskId)) await this.#tellTask(taskId)
    if (openSteps(state).some(({ text }) => text !== null)) await this.#decide(state, ms)
  }

  async #tellTask(taskId: string): Promise<void> {
    const { place, random, run } = this.#telling
    const says = run.says[this.#told.size] ?? 'Done.'
    this.#told.add(taskId)
    const { state } = await taskMark(this.#pool, taskId)
    const story = new TaskStory(place, { taskId, state })
      .after(0.2)
      .begin()
      .after(4 + random() * 20)
    story
      .finish(says)
      .endRun({ text: says, usd: Number((0.1 + random() * 0.4).toFixed(4)) })
      .done()
    const end = Date.parse(story.told().facts.at(-1)?.at ?? '') + 1_000
    tellStory(this.#timeline, this.#pool, story)
    this.#timeline.at(end, () => this.#goOn(end))
  }

  async #decide({ wait }: RunbookRunState, ms: number): Promise<void> {
    const { run, decidedBy, random } = this.#telling
    if (run.ends === 'waits' || wait === null) return this.#pen.close(true)
    const at = ms + (20 + random() * 120) * minute
    this.#timeline.at(at, async () => {
      const isRejected = run.ends === 'rejected'
      const note = isRejected ? 'Two of the figures have one source only.' : 'Reads well.'
      await this.#pen.decide(decidedBy, isRejected ? 'rejected' : 'approved', note)
      await this.#goOn(at)
    })
  }
}
