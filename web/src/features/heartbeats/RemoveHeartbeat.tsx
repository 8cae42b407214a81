import { Button } from '@mantine/core'
import formCss from '../../ui/form.module.css'
import { RowPanel } from '../../ui/RowPanel.tsx'
import { useChangeHeartbeat } from './heartbeat-queries.ts'

/** What it means, before it is done: what it looks at would have to be written again. */
export function RemoveHeartbeat({ agentId, onClose }: { agentId: string; onClose: () => void }) {
  const change = useChangeHeartbeat(agentId)
  return (
    <RowPanel label="Remove the heartbeat" onClose={onClose} problem={change.error}>
      <p>
        Removing it ends its schedule; its beats and what it looked at stay in the ledger. To stop it for a
        while, pause it.
      </p>
      <div className={formCss.actions}>
        <Button
          color="danger"
          variant="outline"
          disabled={change.isPending}
          onClick={() => change.mutate({ kind: 'remove' }, { onSuccess: onClose })}
        >
          {change.isPending ? 'Recording…' : 'Remove the heartbeat'}
        </Button>
        <Button variant="default" onClick={onClose}>
          Keep it
        </Button>
      </div>
    </RowPanel>
  )
}
