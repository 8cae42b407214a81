import { Client, Connection } from '@temporalio/client'
import type { RawLine } from '../chaos/reader.ts'
import { markIn } from '../chaos/scripts.ts'
import type { TestProduct } from '../product.ts'
import type { Tool } from './cases.ts'
import type { LostTask } from './story.ts'

const times = (list: readonly string[], one: string) => list.filter((other) => other === one).length

/** Each effect held against the tool's own log and against the ledger: what is not as it should be, in words. */
export function wrongEffects(tasks: readonly LostTask[], { begun, sent }: Tool, lines: readonly RawLine[]) {
  const entries = lines.map(({ entry }) => entry)
  const asked = entries.filter(({ type }) => type === 'approval_requested').map(({ body }) => markIn(body.parameters))
  const claimed = entries.filter(({ type }) => type === 'effect_claimed').map(({ body }) => body.effectKey)
  const known = new Set(tasks.flatMap(({ marks }) => marks))
  const wrong: string[] = [...new Set([...begun, ...sent])]
    .filter((mark) => !known.has(mark))
    .map((mark) => `${mark} is nobody's`)
  for (const { of, marks } of tasks) {
    const done = marks.map((mark) => ({ mark, begun: times(begun, mark), sent: times(sent, mark) }))
    for (const { mark, begun, sent } of done) {
      if (begun > 1 || sent > 1) wrong.push(`${of.state}: ${mark} was begun ${begun} and done ${sent} times`)
      if (times(asked, mark) > 1) wrong.push(`${of.state}: ${mark} was asked for ${times(asked, mark)} times`)
    }
    const count = done.filter(({ sent }) => sent > 0).length
    if (count !== (of.sends ?? 0)) wrong.push(`${of.state}: ${count} effects were done, not ${of.sends ?? 0}`)
  }
  for (const key of new Set(claimed)) if (times(claimed, key) > 1) wrong.push(`${key} was claimed twice`)
  return wrong
}

/** Asks Temporal itself, and closes what it asked by. */
export async function atTemporal<T>({ product }: TestProduct, work: (client: Client) => Promise<T>): Promise<T> {
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
    Promise.all(
      workflowIds.map(async (id) => (await client.workflow.count(`WorkflowId = '${id}'`)).count),
    ),
  )
