import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { operatorsContract } from '#api/operators/contract.ts'
import { type Ask, HttpProblem, joinedBy } from '../http-client.ts'
import type { TestProduct } from '../product.ts'

/** Two people, who ask again until they are answered. */
export interface Operators {
  owner: Ask
  second: Ask
}

export async function operatorsOf({ ask }: TestProduct): Promise<Operators> {
  const { link } = await ask(operatorsContract.inviteOperator, { body: { role: 'operator' } })
  const { ask: second } = await joinedBy(link, { name: 'Grace Partner', email: 'grace@example.com' })
  return { owner: ask, second }
}

const againMs = 300
const patienceMs = 180_000

/** A no of the rules is an answer. The api being away, or its database, is not. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + patienceMs; ; ) {
    try {
      return await work()
    } catch (error) {
      const isAnswer = error instanceof HttpProblem && error.status < 500
      if (isAnswer || Date.now() > until) throw error
      await sleep(againMs)
    }
  }
}

/** The same intent, asked until it is answered; doubled, it is asked twice at once, and both must answer alike. */
export async function intended<T>(
  isDoubled: boolean,
  work: (headers: Record<string, string>) => Promise<T>,
): Promise<T> {
  const headers = { 'idempotency-key': randomUUID() }
  const [one, ...others] = await Promise.all(
    Array.from({ length: isDoubled ? 2 : 1 }, () => patiently(() => work(headers))),
  )
  for (const other of others) {
    const differing = differenceOf(one, other)
    if (differing) throw new Error(`one intent sent twice was answered in two ways: ${differing}`)
  }
  return one as T
}

/** Whether it had arrived after two seconds may differ; what it is may not. */
function differenceOf(one: unknown, other: unknown): string | null {
  const idOf = (answer: unknown) => {
    const { taskId, intentId } = answer as { taskId?: string; intentId?: string }
    return taskId ?? intentId
  }
  return idOf(one) === idOf(other) ? null : `${JSON.stringify(one)} and ${JSON.stringify(other)}`
}
