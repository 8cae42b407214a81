import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { ForkVerdict } from '#domain/ledger/fork.ts'
import type { TaskState } from '#domain/task/task.ts'
import { AskLine } from './AskLine.tsx'
import css from './FrozenCard.module.css'
import { type ForkedFact, forkedFacts } from './fork-words.ts'
import cardCss from './StandingCard.module.css'
import { StandingCard } from './StandingCard.tsx'
import { TemporalLink } from './TemporalLink.tsx'
import type { Asking } from './task-queries.ts'

interface FrozenCardProps {
  task: TaskState
  agentName: string
  temporalUrl: string | null
  refusal: string | null
  asking: Asking
}

/** Two accounts of one task. What the record has stays in every case; the other one stays beside it, unheard. */
export function FrozenCard({ task, agentName, temporalUrl, refusal, asking }: FrozenCardProps) {
  const [reason, setReason] = useState('')
  const { held, wanted } = forkedFacts(task)
  const isOff = refusal !== null || asking.phase !== 'idle'
  const needsReason = reason.trim() === ''
  const settle = (verdict: ForkVerdict) => asking.ask({ kind: 'fork', verdict, reason })
  return (
    <StandingCard tone="danger" icon="shield" title="The task is frozen" said={task.error}>
      <p>
        Two accounts of it do not fit together, so nothing moves and nothing is sent. Nothing of either is
        deleted, whatever you choose.
      </p>
      <div className={css.sides}>
        <Side title="The record has" facts={held} none="Nothing under this number." />
        <Side
          title="The workflow wanted to write"
          facts={wanted}
          none="Not kept: it was frozen before both were."
        />
      </div>
      <ol className={cardCss.steps}>
        <li>
          Going on starts a new run of the workflow from the record. What is approved stays approved, nothing
          that was done is done twice, and {agentName} is told what came of it.
        </li>
        <li>Ending it withdraws what waits and ends its run; what was done stays done.</li>
      </ol>
      <TemporalLink href={temporalUrl} />
      <Textarea
        label="Reason"
        description="For the record. Ending it needs one."
        autosize
        minRows={2}
        maxLength={1_000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className={cardCss.actions}>
        <Button disabled={isOff} onClick={() => settle('go_on')}>
          {asking.phase === 'recording' ? 'Recording…' : 'Go on from the record'}
        </Button>
        <Button variant="default" disabled={isOff || needsReason} onClick={() => settle('end')}>
          End the task
        </Button>
        <AskLine
          asking={asking}
          refusal={refusal ?? (needsReason && asking.phase === 'idle' ? 'To end it, write a reason.' : null)}
        />
      </div>
    </StandingCard>
  )
}

function Side({ title, facts, none }: { title: string; facts: ForkedFact[]; none: string }) {
  return (
    <div className={css.side}>
      <p className={css.head}>{title}</p>
      {facts.length === 0 && <p>{none}</p>}
      <ul className={css.facts}>
        {facts.map(({ key, words, body }) => (
          <li key={key}>
            <details className={css.fact} open={body.length < 600}>
              <summary>{words}</summary>
              <pre className={css.body}>{body}</pre>
            </details>
          </li>
        ))}
      </ul>
    </div>
  )
}
