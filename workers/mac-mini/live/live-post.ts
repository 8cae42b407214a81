import { type LiveBatch, LiveWatched } from '#domain/live/live.ts'

export interface ControlPlane {
  apiUrl: string
  apiToken: string
  executorId: string
}

/** Throws where the control plane does not take it, or not in time. */
export async function postLive(to: ControlPlane, batch: LiveBatch): Promise<LiveWatched> {
  const response = await fetch(`${to.apiUrl}/api/executors/${to.executorId}/live`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${to.apiToken}` },
    body: JSON.stringify(batch),
    signal: AbortSignal.timeout(5_000),
  })
  if (!response.ok) throw new Error(`it answered ${response.status}`)
  return LiveWatched.parse(await response.json())
}
