import { useState } from 'react'
import type { Executor } from '#api/executors/contract.ts'
import { counted } from '../../ui/count-words.ts'
import { PanelEnd } from '../../ui/PanelEnd.tsx'
import { RowPanel } from '../../ui/RowPanel.tsx'
import { WhyField } from '../../ui/WhyField.tsx'
import { Will } from '../../ui/Will.tsx'
import { useOrderDrain } from './executor-queries.ts'

/** What draining will do, and the reason that stands with what waits for it. */
export function DrainExecutor({ executor, onClose }: { executor: Executor; onClose: () => void }) {
  const [reason, setReason] = useState('')
  const { id, name, runningTasks } = executor
  const order = useOrderDrain(id)
  return (
    <RowPanel label={`Drain ${name}`} onClose={onClose} problem={order.error}>
      <Will deed={`Draining ${name}`}>
        <li>start no run on it: what is due waits in its line, and none is lost</li>
        <li>
          {runningTasks > 0
            ? `let its ${counted(runningTasks, 'run')} that ${goesOn(runningTasks)}`
            : 'end no run'}
          ; a call that is approved meanwhile is still made, unless the agent makes it itself: then it waits
        </li>
        <li>last until it is lifted here, also where its worker is started again</li>
      </Will>
      <WhyField description="Stands with what waits for it." value={reason} onChange={setReason} />
      <PanelEnd
        action={`Drain ${name} now`}
        keep="Leave it as it is"
        isPending={order.isPending}
        missing={reason.trim() === '' ? 'Say why first.' : null}
        onConfirm={() => order.mutate(reason, { onSuccess: onClose })}
        onClose={onClose}
      />
    </RowPanel>
  )
}

const goesOn = (count: number) => (count === 1 ? 'is under way end' : 'are under way end')
