import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { Agent } from '#api/agents/contract.ts'
import { counted } from '../../ui/count-words.ts'
import { RowPanel } from '../../ui/RowPanel.tsx'
import { useRetireAgent } from './agent-queries.ts'
import css from './agents.module.css'

/** The end of an agent: what stops, what goes on, what stays. */
export function RetireAgent({ agent, onClose }: { agent: Agent; onClose: () => void }) {
  const [reason, setReason] = useState('')
  const retire = useRetireAgent(agent.id)
  const { name, openTasks, heartbeat } = agent
  return (
    <RowPanel label={`Retire ${name}`} onClose={onClose} problem={retire.error}>
      <p>Retiring {name} will</p>
      <ul className={css.will}>
        <li>give it no new tasks; there is no way back</li>
        {heartbeat && <li>end its heartbeat</li>}
        {openTasks > 0 && <li>let its {counted(openTasks, 'open task')} go on to the end</li>}
        <li>keep its history, its learnings and its name in the ledger</li>
      </ul>
      <Textarea
        label="Why, if you want to say"
        autosize
        maxLength={1_000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className={css.buttons}>
        <Button
          color="danger"
          variant="outline"
          disabled={retire.isPending}
          onClick={() => retire.mutate(reason, { onSuccess: onClose })}
        >
          {retire.isPending ? 'Recording…' : `Retire ${name}`}
        </Button>
        <Button variant="default" onClick={onClose}>
          Keep {name}
        </Button>
      </div>
    </RowPanel>
  )
}
