import { CallTerms } from '#domain/run/call-terms.ts'
import { type ControlPlane, request, taken } from './control-plane.ts'

/** An agent waits for its call. */
const patienceMs = 2_000

/** What policy says by now of a call that was approved. Throws where the control plane does not answer. */
export async function askedTerms(to: ControlPlane, effectKey: string): Promise<CallTerms> {
  const response = await taken(
    await request(to, `call-terms?${new URLSearchParams({ effectKey })}`, {}, patienceMs),
  )
  return CallTerms.parse(await response.json())
}
