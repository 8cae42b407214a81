import { Button, Textarea } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { useRef, useState } from 'react'
import type { ProposalState } from '#domain/task/task.ts'
import { KeyHint } from '../../ui/KeyHint.tsx'
import { AskLine } from './AskLine.tsx'
import css from './DecisionCard.module.css'
import type { Asking } from './task-queries.ts'

interface DecisionActionsProps {
  proposal: ProposalState
  refusal: string | null
  rejectRefusal: string | null
  asking: Asking
  hasKeys: boolean
}

type Verdict = 'approved' | 'rejected'

/** The decision is bound to the hash that is shown, so that nobody approves what they have not seen. */
export function DecisionActions({ proposal, refusal, rejectRefusal, asking, hasKeys }: DecisionActionsProps) {
  const [isRejecting, setRejecting] = useState(false)
  const [verdict, setVerdict] = useState<Verdict | null>(null)
  const approve = useRef<HTMLButtonElement>(null)
  const reject = useRef<HTMLButtonElement>(null)
  // A key never decides by itself: it goes to the button, and Enter decides.
  const keys = { a: () => approve.current?.focus(), r: () => reject.current?.focus() }
  useHotkeys(hasKeys ? Object.entries(keys) : [])
  const { proposalId, hash, tool } = proposal
  const isBusy = asking.phase !== 'idle'
  const decide = async (chosen: Verdict, reason: string) => {
    setVerdict(chosen)
    await asking.ask({ kind: 'decide', proposalId, hash, verdict: chosen, reason })
  }
  const words = (chosen: Verdict, idle: string) =>
    asking.phase === 'recording' && verdict === chosen ? 'Recording…' : idle

  return (
    <footer className={css.actions}>
      {isRejecting ? (
        <RejectForm
          label={words('rejected', 'Reject and tell the agent')}
          isDisabled={isBusy || rejectRefusal !== null}
          onReject={(reason) => decide('rejected', reason)}
          onBack={() => setRejecting(false)}
        />
      ) : (
        <>
          <Button
            ref={approve}
            disabled={isBusy || refusal !== null}
            onClick={() => decide('approved', '')}
            rightSection={hasKeys && <KeyHint keys="A" isOnFill />}
            aria-keyshortcuts={hasKeys ? 'A' : undefined}
          >
            {words('approved', `Approve ${tool}`)}
          </Button>
          <Button
            ref={reject}
            variant="default"
            disabled={isBusy || rejectRefusal !== null}
            onClick={() => setRejecting(true)}
            rightSection={hasKeys && <KeyHint keys="R" />}
            aria-keyshortcuts={hasKeys ? 'R' : undefined}
          >
            Reject…
          </Button>
        </>
      )}
      <AskLine asking={asking} refusal={refusal} />
    </footer>
  )
}

interface RejectFormProps {
  label: string
  isDisabled: boolean
  onReject: (reason: string) => void
  onBack: () => void
}

function RejectForm({ label, isDisabled, onReject, onBack }: RejectFormProps) {
  const [reason, setReason] = useState('')
  return (
    <form
      className={css.reject}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        onReject(reason)
      }}
    >
      <Textarea
        data-autofocus
        autoFocus
        label="Reason"
        description="The agent reads it and goes on with it. Say what it should do instead."
        autosize
        minRows={2}
        maxLength={2_000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className={css.buttons}>
        <Button type="submit" color="danger" variant="outline" disabled={isDisabled}>
          {label}
        </Button>
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
      </div>
    </form>
  )
}
