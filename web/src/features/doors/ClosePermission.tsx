import type { Doors } from '#api/doors/contract.ts'
import { PanelEnd } from '../../ui/PanelEnd.tsx'
import { RowPanel } from '../../ui/RowPanel.tsx'
import { Will } from '../../ui/Will.tsx'
import { useClosePermission } from './door-queries.ts'

interface ClosePermissionProps {
  door: Doors['gateways'][number]
  onClose: () => void
}

/** What closing it does on the gateway, before it is done. */
export function ClosePermission({ door, onClose }: ClosePermissionProps) {
  const close = useClosePermission(door)
  const { name, executorName } = door
  return (
    <RowPanel label={`Close ${name} on ${executorName}`} onClose={onClose} problem={close.error}>
      <Will deed="Closing it">
        <li>
          take {name} off what the gateway of {executorName} lets pass, and nothing else
        </li>
        <li>look again: until it is seen to be gone it stays a finding here</li>
        <li>make it a finding if somebody allows it there again</li>
      </Will>
      <PanelEnd
        action="Close it"
        keep="Keep it"
        isPending={close.isPending}
        look={{ color: 'danger', variant: 'outline' }}
        onConfirm={() => close.mutate(undefined, { onSuccess: onClose })}
        onClose={onClose}
      />
    </RowPanel>
  )
}
