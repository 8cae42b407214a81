import { Textarea } from '@mantine/core'
import { useState } from 'react'
import type { Agent } from '#api/agents/contract.ts'
import { counted } from '../../ui/count-words.ts'
import { PanelEnd } from '../../ui/PanelEnd.tsx'
import { RowPanel } from '../../ui/RowPanel.tsx'
import { Will } from '../../ui/Will.tsx'
import { useRetireAgent } from './agent-queries.ts'

/** The end of an agent: what stops, what goes on, what stays. */
export function RetireAgent({ agent, onClose }: { agent: Agent; onClose: () => void }) {
  const [reason, setReason] = useState('')
  const retire = useRetireAgent(agent.id)
  const { name, openTasks, heartbeat } = agent
  return (
    <RowPanel label={`Retire ${name}`} onClose={onClose} problem={retire.error}>
      <Will deed={`Retiring ${name}`}>
        <li>give it no new tasks; there is no way back</li>
        {heartbeat && <li>end its heartbeat</li>}
        {openTasks > 0 && <li>let its {counted(openTasks, 'open task')} go on to the end</li>}
        <li>keep its history, its learnings and its name in the ledger</li>
      </Will>
      <Textarea
        label="Why, if you want to say"
        autosize
        maxLength={1_000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <PanelEnd
        action={`Retire ${name}`}
        keep={`Keep ${name}`}
        isPending={retire.isPending}
        look={{ color: 'danger', variant: 'outline' }}
        onConfirm={() => retire.mutate(reason, { onSuccess: onClose })}
        onClose={onClose}
      />
    </RowPanel>
  )
}
