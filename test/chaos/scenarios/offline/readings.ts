import { setTimeout as sleep } from 'node:timers/promises'
import type { ReadJson } from '../../reader.ts'
import { newTally, type SeenTask, tallied } from './tally.ts'

const tickMs = 500

interface Page {
  items: SeenTask[]
  next: string | null
}

/** Every task there is, as an operator's session reads them. */
async function allTasks(read: ReadJson): Promise<SeenTask[]> {
  const tasks: SeenTask[] = []
  for (let before = ''; ; ) {
    const page = await read<Page>(`/tasks?limit=300${before && `&before=${before}`}`)
    tasks.push(...page.items)
    if (!page.next) return tasks
    before = page.next
  }
}

/** Reads all the time, until it is told to end; its last reading is after that. */
export function keepReading(read: ReadJson) {
  const tally = newTally()
  const over = new AbortController()
  const once = async () => tallied(tally, Date.now(), await allTasks(read))
  async function go(): Promise<void> {
    while (!over.signal.aborted) {
      await once()
      await sleep(tickMs, undefined, { signal: over.signal }).catch(() => {})
    }
    await once()
  }
  const going = go()
  // What goes wrong is told at its end.
  going.catch(() => {})
  return {
    async end() {
      over.abort()
      await going
      return tally
    },
  }
}
