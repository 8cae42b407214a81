import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type HeartbeatSettings, type HeartbeatTiming, heartbeatsContract } from '#api/heartbeats/contract.ts'
import type { Input } from '#api/http/contract.ts'
import { type ApiProblem, call } from '../../http/client.ts'

/** Under the agent's key: whatever happens to it is read again here too. */
const keyOf = (agentId: string) => ['agents', { agentId }, 'heartbeat']

export const useHeartbeat = (agentId: string) =>
  useQuery({
    queryKey: keyOf(agentId),
    queryFn: ({ signal }) => call(heartbeatsContract.getHeartbeat, { params: { agentId }, signal }),
    // No entry tells when Temporal has it.
    refetchInterval: ({ state }) => (state.data?.heartbeat?.appliedAt === null ? 3_000 : false),
  })

export type HeartbeatChange =
  | { kind: 'set'; settings: HeartbeatSettings }
  | { kind: 'remove' }
  | { kind: 'pause' }
  | { kind: 'resume' }
  | { kind: 'beat' }

function send(agentId: string, change: HeartbeatChange): Promise<void> {
  const params = { agentId }
  switch (change.kind) {
    case 'set':
      return call(heartbeatsContract.setHeartbeat, { params, body: change.settings })
    case 'remove':
      return call(heartbeatsContract.removeHeartbeat, { params })
    case 'pause':
      return call(heartbeatsContract.pauseHeartbeat, { params, body: {} })
    case 'resume':
      return call(heartbeatsContract.resumeHeartbeat, { params, body: {} })
    case 'beat':
      return call(heartbeatsContract.askBeat, { params, body: {} })
    default:
      return change satisfies never
  }
}

export function useChangeHeartbeat(agentId: string) {
  const client = useQueryClient()
  return useMutation<void, ApiProblem, HeartbeatChange>({
    mutationFn: (change) => send(agentId, change),
    onSettled: () => client.invalidateQueries({ queryKey: ['agents'] }),
  })
}

export type Timing = Input<typeof HeartbeatTiming>

/** Null: the draft is not complete enough to ask. */
export const useNextBeats = (timing: Timing | null) =>
  useQuery({
    queryKey: ['heartbeat-preview', timing],
    queryFn: ({ signal }) => call(heartbeatsContract.previewHeartbeat, { body: timing as Timing, signal }),
    enabled: timing !== null,
  })
