import { KillOrders } from '#domain/kill-switch/kill-switch.ts'

/** Short: who asks has a run or a call in its hands, and goes by what was told last where no answer comes. */
const patienceMs = 2_000

/** Asks the control plane what is stopped. Throws where it does not answer. */
export async function askedOrders({
  apiUrl,
  apiToken,
  executorId,
}: {
  apiUrl: string
  apiToken: string
  executorId: string
}): Promise<KillOrders> {
  const response = await fetch(`${apiUrl}/api/executors/${executorId}/kill-orders`, {
    headers: { authorization: `Bearer ${apiToken}` },
    signal: AbortSignal.timeout(patienceMs),
  })
  if (!response.ok) throw new Error(`it answered ${response.status}`)
  return KillOrders.parse(await response.json())
}
