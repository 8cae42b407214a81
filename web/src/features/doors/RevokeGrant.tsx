import { useState } from 'react'
import type { StandingGrant } from '#api/doors/contract.ts'
import { NoteField } from '../../ui/NoteField.tsx'
import { PanelEnd } from '../../ui/PanelEnd.tsx'
import { RowPanel } from '../../ui/RowPanel.tsx'
import { Will } from '../../ui/Will.tsx'
import { useRevokeStandingGrant } from './door-queries.ts'

/** What revoking does to runs that have it, before it is done. */
export function RevokeGrant({ grant, onClose }: { grant: StandingGrant; onClose: () => void }) {
  const [reason, setReason] = useState('')
  const revoke = useRevokeStandingGrant(grant.id)
  return (
    <RowPanel label={`Revoke the standing grant for ${grant.tool}`} onClose={onClose} problem={revoke.error}>
      <Will deed="Revoking it">
        <li>have the gate refuse it as soon as the Mac hears of it, within seconds</li>
        <li>end runs that have some of it; their tasks go on without it</li>
        <li>have each further call ask for approval; what was used stays done</li>
      </Will>
      <NoteField label="Why, if you want to say" value={reason} onChange={setReason} />
      <PanelEnd
        action="Revoke it"
        keep="Keep it"
        isPending={revoke.isPending}
        look={{ color: 'danger', variant: 'outline' }}
        onConfirm={() => revoke.mutate(reason, { onSuccess: onClose })}
        onClose={onClose}
      />
    </RowPanel>
  )
}
