import { CallTerms } from '#domain/run/call-terms.ts'
import type { RunInput } from '#domain/run/run.ts'
import { StartTerms } from '#domain/run/start-terms.ts'
import { type ControlPlane, request, taken } from './control-plane.ts'

/** An agent waits for its call, or a slot for its run. */
const patienceMs = 2_000

/** What policy says by now of a call that was approved. Throws where the control plane does not answer. */
export async function askedTerms(to: ControlPlane, effectKey: string): Promise<CallTerms> {
  const response = await taken(
    await request(to, `call-terms?${new URLSearchParams({ effectKey })}`, {}, patienceMs),
  )
  return CallTerms.parse(await response.json())
}

/** Whether a run may still begin that was prepared by this version of its policy. Throws where the control plane does not answer. */
export async function askedStart(to: ControlPlane, { taskId, policy }: Pick<RunInput, 'taskId' | 'policy'>) {
  const asked = new URLSearchParams({ taskId, policyVersion: String(policy.version) })
  const response = await taken(await request(to, `start-terms?${asked}`, {}, patienceMs))
  return StartTerms.parse(await response.json())
}
