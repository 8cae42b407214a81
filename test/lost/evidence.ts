import { setTimeout as sleep } from 'node:timers/promises'
import { Client, Connection } from '@temporalio/client'
import { taskWorkflowId } from '#domain/ids.ts'
import type { RawLine } from '../chaos/reader.ts'
import { markIn } from '../chaos/scripts.ts'
import type { TestProduct } from '../product.ts'
import type { Tool } from './cases.ts'
import type { LostTask } from './story.ts'

/** Longer than Temporal's list lags on a busy machine. */
const listedMs = 30_000

type Counts = Map<string, number>
const counted = (list: readonly string[]): Counts => {
  const counts: Counts = new Map()
  for (const one of list) counts.set(one, (counts.get(one) ?? 0) + 1)
  return counts
}
const twice = (counts: Counts, what: string) =>
  [...counts].filter(([, times]) => times > 1).map(([one, times]) => `${one} was ${what} ${times} times`)

/** Each effect held against the tool's own log and against the ledger: what is not as it should be, in words. */
export function wrongEffects(
  tasks: readonly LostTask[],
  { begun, sent }: Tool,
  lines: readonly RawLine[],
): string[] {
  const entries = lines.map(({ entry }) => entry)
  const bodiesOf = (type: string) => entries.filter((one) => one.type === type).map(({ body }) => body)
  const marksAskedFor = bodiesOf('approval_requested').map(({ parameters }) => markIn(parameters))
  const known = new Set(tasks.flatMap(({ marks }) => marks))
  return [
    ...twice(counted(begun), 'begun'),
    ...twice(counted(sent), 'done'),
    ...twice(counted(marksAskedFor), 'asked for'),
    ...twice(counted(bodiesOf('effect_claimed').map(({ effectKey }) => effectKey)), 'claimed'),
    ...[...begun, ...sent].filter((mark) => !known.has(mark)).map((mark) => `${mark} is nobody's`),
    ...tasks.flatMap(({ of: { state, sends = 0 }, marks, taskId }) => {
      const done = marks.filter((mark) => sent.includes(mark)).length
      if (done === sends || sends === 'unknown') return []
      const told = entries.flatMap(({ streamId, type, body: { detail } }) =>
        streamId === taskWorkflowId(taskId) && type.startsWith('effect_') ? [`${type} ${detail ?? ''}`] : [],
      )
      return [`a task that ${state} has done ${done} effects, not ${sends} (${told.join(', ')})`]
    }),
  ]
}

/** Asks Temporal itself, and closes what it asked by. */
export async function atTemporal<T>(
  { product }: TestProduct,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const { address, namespace } = product.temporal
  const connection = await Connection.connect({ address })
  try {
    return await work(new Client({ connection, namespace }))
  } finally {
    await connection.close()
  }
}

/**
 * Each workflow that was not begun as often as said, in words, by Temporal's own list. It lags, by more where the machine is
 * busy: one that is missing is looked for until it is there.
 */
export const wrongStarts = (office: TestProduct, starts: ReadonlyMap<string, number>): Promise<string[]> =>
  atTemporal(office, async ({ workflow }) => {
    const listed = async (id: string, said: number): Promise<number> => {
      for (const end = Date.now() + listedMs; ; await sleep(250)) {
        const { count } = await workflow.count(`WorkflowId = '${id}'`)
        if (count >= said || Date.now() > end) return count
      }
    }
    const counts = await Promise.all(
      [...starts].map(async ([id, said]) => ({ id, said, count: await listed(id, said) })),
    )
    return counts
      .filter(({ said, count }) => count !== said)
      .map(({ id, said, count }) => `${id} was begun ${count} times, not ${said}`)
  })
