import type { Fact } from '#domain/ledger/entry.ts'
import type { Pool } from '#prisma/client.ts'
import { HistoryPen } from '#prisma/write/history.ts'
import type { TaskStory } from '../task-story.ts'

type Deed = () => Promise<unknown>

/** What happens when, done one after the other in the order of its times; a deed may add later ones. */
export class Timeline {
  #planned: { at: number; deed: Deed }[] = []

  at(ms: number, deed: Deed): void {
    const place = this.#planned.findIndex((one) => one.at > ms)
    this.#planned.splice(place < 0 ? this.#planned.length : place, 0, { at: ms, deed })
  }

  /** Throws where something would happen after `end`: nobody believes a history of tomorrow. */
  async run(end: number): Promise<void> {
    for (let next = this.#planned.shift(); next; next = this.#planned.shift()) {
      if (next.at > end)
        throw new Error(`planned for ${new Date(next.at).toISOString()}, which is yet to come`)
      await next.deed()
    }
  }
}

/** Each act of a story at its time. `ended` comes after its last one. */
export function tellStory(timeline: Timeline, pool: Pool, story: TaskStory, ended?: Deed): void {
  const history = story.told()
  const pen = new HistoryPen(pool, history, { preparesRuns: true })
  const acts = actsOf(history.facts)
  acts.forEach((facts, i) => {
    timeline.at(timeOf(facts[0]), async () => {
      await pen.write(facts)
      if (i < acts.length - 1) return
      await pen.close()
      await ended?.()
    })
  })
}

const timeOf = (fact?: Fact) => Date.parse(fact?.at ?? '')
const pauseMs = 5_000

/** What follows each other without a pause is written together. */
function actsOf(facts: readonly Fact[]): Fact[][] {
  const acts: Fact[][] = []
  for (const fact of facts) {
    const last = acts.at(-1)
    if (last && timeOf(fact) - timeOf(last.at(-1)) < pauseMs) last.push(fact)
    else acts.push([fact])
  }
  return acts
}
