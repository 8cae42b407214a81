import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { ProposalState } from '#domain/task/task.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { Parameters } from '../../ui/Parameters.tsx'
import css from '../../ui/StandingCard.module.css'
import { StandingCard } from '../../ui/StandingCard.tsx'
import { AskLine } from './AskLine.tsx'
import type { Asking } from './task-queries.ts'

interface UncertainCardProps {
  proposal: ProposalState
  agentName: string
  refusal: string | null
  asking: Asking
}

/** Nobody can prove that the effect happened, or that it did not. It is never repeated by itself. */
export function UncertainCard({ proposal, agentName, refusal, asking }: UncertainCardProps) {
  const [note, setNote] = useState('')
  const isBusy = asking.phase !== 'idle'
  const settle = (hasHappened: boolean) =>
    asking.ask({ kind: 'settle', proposalId: proposal.proposalId, hasHappened, note })
  return (
    <StandingCard
      tone="danger"
      icon="alert"
      title={`${proposal.tool} may or may not have happened`}
      said={proposal.detail}
    >
      <p>It was approved and given out once, and no proof came back. It is not repeated by itself.</p>
      <ol className={css.steps}>
        <li>Look where it would have arrived, with these parameters.</li>
        <li>
          Say what you found. {agentName} is told and goes on; to do it after all it has to propose it again.
        </li>
      </ol>
      <div className={css.parameters}>
        <Parameters parameters={proposal.parameters} />
      </div>
      <p>
        <AppLink href={`/effects/${proposal.proposalId}`}>
          Who agreed to it, and all that was seen of it
        </AppLink>
      </p>
      <Textarea
        label="Note for the record"
        description="Where you looked and what was there."
        autosize
        minRows={2}
        maxLength={1_000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <div className={css.actions}>
        <Button disabled={isBusy || refusal !== null} onClick={() => settle(true)}>
          {asking.phase === 'recording' ? 'Recording…' : 'It happened'}
        </Button>
        <Button variant="default" disabled={isBusy || refusal !== null} onClick={() => settle(false)}>
          It did not happen
        </Button>
        <AskLine asking={asking} refusal={refusal} />
      </div>
    </StandingCard>
  )
}
