import { type LiveBatch, LiveWatched } from '#domain/live/live.ts'
import { asJson, type ControlPlane, request, taken } from '../control-plane.ts'

/** Throws where the control plane does not take it, or not in time. */
export async function postLive(to: ControlPlane, batch: LiveBatch): Promise<LiveWatched> {
  const response = await taken(await request(to, 'live', asJson(batch)))
  return LiveWatched.parse(await response.json())
}
