import { Button, Textarea } from '@mantine/core'
import { useRef, useState } from 'react'
import type { ProposalState } from '#domain/task/task.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { Parameters } from '../../ui/Parameters.tsx'
import css from '../../ui/StandingCard.module.css'
import { StandingCard } from '../../ui/StandingCard.tsx'
import { UnsavedGuard } from '../../ui/UnsavedGuard.tsx'
import { AskAgentForm } from './AskAgentForm.tsx'
import { AskLine } from './AskLine.tsx'
import { Inquiries } from './Inquiries.tsx'
import type { Asking } from './task-queries.ts'
import { givenOutWords } from './task-wording.ts'

interface UncertainCardProps {
  proposal: ProposalState
  agentName: string
  nameOf: (actor: string) => string
  refusal: string | null
  /** Why the agent is not asked to look now. */
  lookRefusal: string | null
  asking: Asking
  looking: Asking
}

/** Nobody can prove that the effect happened, or that it did not. It is never repeated by itself. */
export function UncertainCard(props: UncertainCardProps) {
  const { proposal, agentName, nameOf, refusal, lookRefusal, asking, looking } = props
  const [note, setNote] = useState('')
  const [isMissing, setMissing] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const isBusy = asking.phase !== 'idle'
  const settle = (hasHappened: boolean) => {
    const evidence = note.trim()
    setMissing(evidence === '')
    if (evidence === '') return field.current?.focus()
    void asking.ask({ kind: 'settle', proposalId: proposal.proposalId, hasHappened, note: evidence })
  }
  return (
    <StandingCard
      tone="danger"
      icon="alert"
      title={`${proposal.tool} may or may not have happened`}
      said={proposal.detail}
    >
      <UnsavedGuard isDirty={note.trim() !== '' && !isBusy} />
      <p>
        {givenOutWords(proposal)}. It was given out once, and no proof came back. It is not repeated by
        itself.
      </p>
      <ol className={css.steps}>
        <li>
          Look where it would have arrived, with these parameters, or have {agentName} look: it is told not to
          do it again.
        </li>
        <li>
          Say what you found. {agentName} is told and goes on; to do it after all it has to propose it again.
        </li>
      </ol>
      <div className={css.parameters}>
        <Parameters parameters={proposal.parameters} />
      </div>
      <Inquiries inquiries={proposal.inquiries} {...{ agentName, nameOf }} />
      <Look {...{ proposal, agentName, lookRefusal, looking }} />
      <p>
        <AppLink href={`/effects/${proposal.proposalId}`}>
          Who agreed to it, and all that was seen of it
        </AppLink>
      </p>
      <Textarea
        ref={field}
        label="Note for the record"
        description="Where you looked and what was there. It is the evidence of what you say."
        required
        error={isMissing && note.trim() === '' && 'Say where you looked and what was there.'}
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

const firstWords = 'Look whether it arrived, and say where you looked and what was there.'

type LookProps = Pick<UncertainCardProps, 'proposal' | 'agentName' | 'lookRefusal' | 'looking'>

/** The third way: the agent looks, and what it says is evidence. A person still says what came of it. */
function Look({ proposal: { proposalId }, agentName, lookRefusal, looking }: LookProps) {
  const [isOpen, setOpen] = useState(false)
  const [text, setText] = useState(firstWords)
  const isBusy = looking.phase !== 'idle'
  const look = async () => {
    if (!(await looking.ask({ kind: 'inquire', proposalId, about: 'look', text }))) return
    setOpen(false)
    setText(firstWords)
  }
  return (
    <div className={css.actions}>
      <UnsavedGuard isDirty={text.trim() !== '' && text !== firstWords && !isBusy} />
      {isOpen ? (
        <AskAgentForm
          label={`What ${agentName} looks for`}
          description={`${agentName} gets a run to look. What it says is shown here; you decide what came of it.`}
          button={looking.phase === 'recording' ? 'Recording…' : `Ask ${agentName} to look`}
          isDisabled={isBusy || lookRefusal !== null}
          text={text}
          onChange={setText}
          onAsk={() => void look()}
          onBack={() => setOpen(false)}
        />
      ) : (
        <Button variant="default" disabled={isBusy || lookRefusal !== null} onClick={() => setOpen(true)}>
          Ask {agentName} to look…
        </Button>
      )}
      <AskLine asking={looking} refusal={lookRefusal} />
    </div>
  )
}
