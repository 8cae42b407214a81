import type { ShelfReport } from '#domain/artifact/artifact.ts'
import type { RefusedCalls } from '#domain/executor/refused-calls.ts'
import { AdoptionAnswer } from '#domain/run/adoption.ts'
import type { StrayCalls } from '#domain/run/blocked-call.ts'
import type { PastCall } from '#domain/run/changed-call.ts'
import type { ForeignRun } from '#domain/run/foreign-run.ts'

/** Where it is, and as whom this Mac speaks to it. */
export interface ControlPlane {
  apiUrl: string
  apiToken: string
  executorId: string
}

const patienceMs = 5_000

/** One request of this executor. Throws where no answer comes in time. */
export const request = (
  { apiUrl, apiToken, executorId }: ControlPlane,
  path: string,
  { headers, ...init }: RequestInit = {},
  forMs = patienceMs,
): Promise<Response> =>
  fetch(`${apiUrl}/api/executors/${executorId}/${path}`, {
    ...init,
    headers: { ...headers, authorization: `Bearer ${apiToken}` },
    signal: AbortSignal.timeout(forMs),
  })

export const asJson = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

/** The control plane answered, and did not take it. */
export class NotTaken extends Error {
  override name = 'NotTaken'
  constructor(readonly status: number) {
    super(`it answered ${status}`)
  }
}

/** Throws NotTaken where it was refused. */
export async function taken(response: Response): Promise<Response> {
  if (response.ok) return response
  await response.body?.cancel()
  throw new NotTaken(response.status)
}

/** The task of a run that nobody here asked for. Throws where the control plane does not answer. */
export async function askedAdoption(to: ControlPlane, run: ForeignRun): Promise<AdoptionAnswer> {
  const response = await request(to, 'foreign-runs', asJson(run))
  // What it can't read it will never read: told once, and not for ever.
  if (response.status === 400)
    return { adoption: null, why: 'The control plane can’t read what the gateway said of it.' }
  return AdoptionAnswer.parse(await (await taken(response)).json())
}

/** Throws where the control plane did not record it. What it can't read it will never read: that is let go. */
async function told(to: ControlPlane, path: string, body: unknown): Promise<void> {
  const response = await request(to, path, asJson(body))
  if (response.status !== 400) await taken(response)
}
export const toldRefused = (to: ControlPlane, calls: RefusedCalls) => told(to, 'refused-calls', calls)
export const toldStray = (to: ControlPlane, calls: StrayCalls) => told(to, 'stray-calls', calls)
export const toldShelf = (to: ControlPlane, shelf: ShelfReport) => told(to, 'shelf', shelf)
export const toldPast = (to: ControlPlane, call: PastCall) => told(to, 'past-calls', call)
