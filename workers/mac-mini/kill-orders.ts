import { KillOrders } from '#domain/kill-switch/kill-switch.ts'
import { type ControlPlane, request, taken } from './control-plane.ts'

/** Short: who asks has a run or a call in its hands, and goes by what was told last where no answer comes. */
const patienceMs = 2_000

/** Asks the control plane what is stopped. Throws where it does not answer. */
export async function askedOrders(to: ControlPlane): Promise<KillOrders> {
  const response = await taken(await request(to, 'kill-orders', {}, patienceMs))
  return KillOrders.parse(await response.json())
}
