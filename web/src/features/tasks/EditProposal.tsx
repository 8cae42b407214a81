import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { EditPreview } from '#api/approvals/contract.ts'
import { editDifferences } from '#domain/approval/difference-rules.ts'
import { approverWords } from '#domain/policy/class-words.ts'
import type { Parameters as Recorded } from '#domain/run/run.ts'
import type { ProposalState } from '#domain/task/task.ts'
import { amountWords } from '../../ui/amount-words.ts'
import { Hash } from '../../ui/Hash.tsx'
import { Parameters } from '../../ui/Parameters.tsx'
import { RiskMark } from '../../ui/RiskMark.tsx'
import { timesForPeople } from '../../ui/time-format.ts'
import css from './DecisionCard.module.css'
import type { EditDraft } from './decision-drafts.ts'
import { draftOf, draftText } from './edit-draft.ts'
import { useEditPreview } from './task-queries.ts'
import { wishWords } from './task-wording.ts'

/** What an approval of other parameters is bound to. */
export interface Edited {
  hash: string
  reason: string
  edit: { from: string; parameters: Recorded }
}

interface EditProposalProps {
  /** What was on the screen when it was opened or read again, whatever is recorded since. */
  seen: ProposalState
  label: string
  isDisabled: boolean
  draft: EditDraft
  onChange: (draft: EditDraft) => void
  onApprove: (edited: Edited) => void
  onBack: () => void
}

/** First the parameters, then what is different about them, then the yes: nobody approves what is not shown. */
export function EditProposal({ seen, label, isDisabled, draft, onChange, ...on }: EditProposalProps) {
  const { onApprove, onBack } = on
  const [shown, setShown] = useState<EditPreview | null>(null)
  if (!shown) return <EditFields {...{ seen, draft, onChange, onBack }} onShow={setShown} />
  const { hash, parameters } = shown
  const edited = { hash, reason: draft.reason, edit: { from: seen.hash, parameters } }
  return (
    <div className={css.reject}>
      <Changes seen={seen} preview={shown} />
      <div className={css.buttons}>
        <Button autoFocus disabled={isDisabled} onClick={() => onApprove(edited)}>
          {label}
        </Button>
        <Button variant="default" onClick={() => setShown(null)}>
          Change more
        </Button>
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
      </div>
    </div>
  )
}

interface EditFieldsProps {
  seen: ProposalState
  draft: EditDraft
  onChange: (draft: EditDraft) => void
  onShow: (shown: EditPreview) => void
  onBack: () => void
}

function EditFields({ seen, draft, onChange, onShow, onBack }: EditFieldsProps) {
  const [problem, setProblem] = useState<string | null>(null)
  const preview = useEditPreview(seen.proposalId)
  const text = draft.text ?? draftText(seen.parameters)
  const look = () => {
    const { parameters, problem } = draftOf(text)
    setProblem(problem)
    if (parameters === null) return
    // Shown and approved is what was hashed, which need not be all that was typed.
    const onSuccess = (preview: EditPreview) => onShow(preview)
    preview.mutate({ from: seen.hash, parameters }, { onSuccess })
  }
  const refusal = preview.error && timesForPeople(preview.error.detail ?? preview.error.title)
  return (
    <form
      className={css.reject}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        look()
      }}
    >
      <Textarea
        autoFocus
        label="Parameters, as JSON"
        description="They replace what the agent asked for. What is different is shown before you approve it."
        autosize
        minRows={4}
        maxRows={24}
        spellCheck={false}
        value={text}
        error={problem ?? refusal}
        classNames={{ input: css.json ?? '' }}
        onChange={(event) => {
          onChange({ ...draft, text: event.currentTarget.value })
          setProblem(null)
          preview.reset()
        }}
      />
      <Textarea
        mt="sm"
        label="Why, for the record"
        autosize
        minRows={1}
        maxLength={2_000}
        value={draft.reason}
        onChange={(event) => onChange({ ...draft, reason: event.currentTarget.value })}
      />
      <div className={css.buttons}>
        <Button type="submit" loading={preview.isPending}>
          Show what is different
        </Button>
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
      </div>
    </form>
  )
}

interface ChangesProps {
  seen: ProposalState
  preview: EditPreview
}

function Changes({ seen, preview }: ChangesProps) {
  const { parameters, hash, risk, needs, effectClass, amountUsd } = preview
  const differences = editDifferences(seen, { hash, parameters })
  return (
    <section className={css.changes} aria-label="What is different">
      <p>
        <RiskMark level={risk.level} />
        {risk.why.length > 0 && `: ${risk.why.join('; ')}`}
      </p>
      <p>
        It would {wishWords[effectClass]}
        {amountUsd !== null && `, ${amountWords(String(amountUsd), 'USD')}`}, and needs {approverWords[needs]}
        .{needs === 'two' && ' Who agreed before has to agree again.'}
      </p>
      <Parameters parameters={parameters} differences={differences} />
      <p className={css.hash}>
        Bound to sha256 <Hash value={hash} /> in place of <Hash value={seen.hash} />
      </p>
    </section>
  )
}
