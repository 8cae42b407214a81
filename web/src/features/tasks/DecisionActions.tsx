import { Button, Textarea } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { ProposalState } from '#domain/task/task.ts'
import { UnsavedGuard } from '../../ui/UnsavedGuard.tsx'
import { AskAgentForm } from './AskAgentForm.tsx'
import { AskLine } from './AskLine.tsx'
import { ChangedNotice } from './ChangedNotice.tsx'
import { DecisionButtons, type DecisionForm, type Refusals } from './DecisionButtons.tsx'
import css from './DecisionCard.module.css'
import { noEdit, useDecisionDrafts } from './decision-drafts.ts'
import { type Edited, EditProposal } from './EditProposal.tsx'
import { useSeenVersion } from './seen-version.ts'
import type { Asking } from './task-queries.ts'

interface DecisionActionsProps extends Refusals {
  proposal: ProposalState
  agentName: string
  asking: Asking
  hasKeys: boolean
}

type Verdict = 'approved' | 'rejected'

/** The decision is bound to the version that was read, so that nobody approves what they have not seen. */
export function DecisionActions({ proposal, agentName, asking, hasKeys, ...refusals }: DecisionActionsProps) {
  const [form, setForm] = useState<DecisionForm | null>(null)
  const version = useSeenVersion(proposal)
  const { part, seen, isChanged, readNew } = version
  const written = useDecisionDrafts(seen)
  const deciding = useDeciding(seen, asking)
  const isBusy = asking.phase !== 'idle'
  const shared = { ...refusals, agentName, isBusy, isChanged }
  return (
    <>
      <footer ref={part} className={css.actions}>
        {isChanged && <ChangedNotice onRead={readNew} />}
        {form ? (
          <OpenForm {...{ ...shared, form, version, written, deciding }} onBack={() => setForm(null)} />
        ) : (
          <DecisionButtons
            approveLabel={deciding.words('approved', `Approve ${proposal.tool}`)}
            onApprove={() => void deciding.decide('approved', {})}
            onOpen={setForm}
            {...{ ...shared, hasKeys }}
          />
        )}
        <AskLine asking={asking} refusal={refusals.refusal ?? refusals.editRefusal} />
      </footer>
      {/* Beside it, because what sticks to the edge of a phone would hold the dialog in. What is sent is no draft any more. */}
      {written.isDirty && !isBusy && <UnsavedGuard isDirty />}
    </>
  )
}

interface OpenFormProps extends Refusals {
  form: DecisionForm
  agentName: string
  isBusy: boolean
  isChanged: boolean
  version: ReturnType<typeof useSeenVersion>
  written: ReturnType<typeof useDecisionDrafts>
  deciding: ReturnType<typeof useDeciding>
  onBack: () => void
}

function OpenForm({ form, agentName, isBusy, isChanged, onBack, ...props }: OpenFormProps) {
  const { version, written, deciding, refusal, rejectRefusal, askRefusal } = props
  const { words, decide, askBack } = deciding
  const { drafts, keep } = written
  const { seen } = version
  const isHeld = isBusy || isChanged
  const approveEdited = async (edited: Edited) => {
    if (!(await decide('approved', edited))) return
    version.setOwnHash(edited.hash)
    keep({ edit: noEdit })
    onBack()
  }
  const ask = async () => {
    if (!(await askBack(drafts.question))) return
    keep({ question: '' })
    onBack()
  }
  const forms: Record<DecisionForm, () => ReactNode> = {
    reject: () => (
      <RejectForm
        label={words('rejected', 'Reject and tell the agent')}
        isDisabled={isHeld || rejectRefusal !== null}
        reason={drafts.reason}
        onChange={(reason) => keep({ reason })}
        onReject={() => void decide('rejected', { reason: drafts.reason })}
        onBack={onBack}
      />
    ),
    edit: () => (
      <EditProposal
        key={seen.hash}
        {...{ seen, onBack }}
        label={words('approved', 'Approve these parameters')}
        isDisabled={isHeld || refusal !== null}
        draft={drafts.edit}
        onChange={(edit) => keep({ edit })}
        onApprove={(edited) => void approveEdited(edited)}
      />
    ),
    ask: () => (
      <AskAgentForm
        label={`Question to ${agentName}`}
        description={`It gets a run to answer. The proposal goes on waiting; ${agentName} may withdraw it.`}
        button={words('question', `Ask ${agentName}`)}
        isDisabled={isBusy || askRefusal !== null}
        text={drafts.question}
        onChange={(question) => keep({ question })}
        onAsk={() => void ask()}
        onBack={onBack}
      />
    ),
  }
  return forms[form]()
}

/** What this operator asks for here, and the words while it is on its way. */
function useDeciding({ proposalId, hash }: ProposalState, asking: Asking) {
  const [asked, setAsked] = useState<Verdict | 'question' | null>(null)
  const decide = (verdict: Verdict, given: Partial<Edited>) => {
    setAsked(verdict)
    return asking.ask({ kind: 'decide', ...{ proposalId, hash, verdict, reason: '' }, ...given })
  }
  const askBack = (text: string) => {
    setAsked('question')
    return asking.ask({ kind: 'inquire', proposalId, about: 'question', text })
  }
  const words = (what: Verdict | 'question', idle: string) =>
    asking.phase === 'recording' && asked === what ? 'Recording…' : idle
  return { words, decide, askBack }
}

interface RejectFormProps {
  label: string
  isDisabled: boolean
  reason: string
  onChange: (reason: string) => void
  onReject: () => void
  onBack: () => void
}

function RejectForm({ label, isDisabled, reason, onChange, onReject, onBack }: RejectFormProps) {
  return (
    <form
      className={css.reject}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        onReject()
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
        onChange={(event) => onChange(event.currentTarget.value)}
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
