import type { RefusedCalls } from '#domain/executor/refused-calls.ts'
import { AdoptionAnswer, type ForeignRun } from '#domain/run/foreign-run.ts'

const patienceMs = 5_000

interface Where {
  apiUrl: string
  apiToken: string
  executorId: string
}

const post = ({ apiUrl, apiToken, executorId }: Where, path: string, body: unknown): Promise<Response> =>
  fetch(`${apiUrl}/api/executors/${executorId}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${apiToken}` },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(patienceMs),
  })

/** The task of a run that nobody here asked for. Throws where the control plane does not answer. */
export async function askedAdoption(where: Where, run: ForeignRun): Promise<AdoptionAnswer> {
  const response = await post(where, 'foreign-runs', run)
  // What it can't read it will never read: told once, and not for ever.
  if (response.status === 400)
    return { adoption: null, why: 'The control plane can’t read what the gateway said of it.' }
  if (!response.ok) throw new Error(`it answered ${response.status}`)
  return AdoptionAnswer.parse(await response.json())
}

/** Throws where the control plane did not record it. */
export async function toldRefused(where: Where, calls: RefusedCalls): Promise<void> {
  const response = await post(where, 'refused-calls', calls)
  if (!response.ok && response.status !== 400) throw new Error(`it answered ${response.status}`)
}
