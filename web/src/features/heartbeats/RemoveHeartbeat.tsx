import { NoWayBack } from '../../ui/NoWayBack.tsx'
import { useChangeHeartbeat } from './heartbeat-queries.ts'

/** What it looks at would have to be written again. */
export function RemoveHeartbeat({ agentId, onClose }: { agentId: string; onClose: () => void }) {
  const change = useChangeHeartbeat(agentId)
  return (
    <NoWayBack
      action="Remove the heartbeat"
      isPending={change.isPending}
      problem={change.error}
      onConfirm={() => change.mutate({ kind: 'remove' }, { onSuccess: onClose })}
      onClose={onClose}
    >
      Removing it ends its schedule; its beats and what it looked at stay in the ledger. To stop it for a
      while, pause it.
    </NoWayBack>
  )
}
