import { Client, Connection } from '@temporalio/client'
import { taskWorkflowId } from '#domain/ids.ts'
import type { RawLine } from '../chaos/reader.ts'
import { markIn } from '../chaos/scripts.ts'
import type { TestProduct } from '../product.ts'
import type { Tool } from './cases.ts'
import type { LostTask } from './story.ts'

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

/** How often each of these workflows was begun there, by Temporal's own list, which lags by a second. */
export const startsOf = (office: TestProduct, workflowIds: readonly string[]): Promise<number[]> =>
  atTemporal(office, (client) =>
    Promise.all(workflowIds.map(async (id) => (await client.workflow.count(`WorkflowId = '${id}'`)).count)),
  )
