import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { PolicyPage } from '#api/policies/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { changesBetween } from '#domain/policy/document-words.ts'
import type { PolicyDocument } from '#domain/policy/policy-document.ts'
import { useRole } from '../../app/me.ts'
import form from '../../ui/form.module.css'
import { SavedMeanwhile } from '../../ui/SavedMeanwhile.tsx'
import { UnsavedGuard } from '../../ui/UnsavedGuard.tsx'
import { ApprovalFields } from './ApprovalFields.tsx'
import { BudgetFields } from './BudgetFields.tsx'
import { GuardrailFields } from './GuardrailFields.tsx'
import css from './policies.module.css'
import { type Errors, errorsOf, parsedDraft } from './policy-draft.ts'
import { useChangePolicy } from './policy-queries.ts'
import { SavingChanges } from './SavingChanges.tsx'

/** What was opened is what is changed: what another operator saves meanwhile takes nothing away that is typed. */
export function PolicyForm({ page }: { page: PolicyPage }) {
  const [opened, setOpened] = useState(page)
  return <Fields key={opened.version} opened={opened} newest={page} onOpen={setOpened} />
}

interface FormProps {
  opened: PolicyPage
  newest: PolicyPage
  onOpen: (page: PolicyPage) => void
}

/** The document as fields; before it is saved, what that changes stands in sentences. */
function Fields({ opened, newest, onOpen }: FormProps) {
  const [draft, setDraft] = useState(opened.document)
  const [note, setNote] = useState('')
  const [errors, setErrors] = useState<Errors>({})
  const save = useChangePolicy(opened.scopeId)
  const refusal = refusalOf(useRole(), 'changePolicy')
  const parsed = parsedDraft(draft)
  const changesTo = (from: PolicyDocument) =>
    'document' in parsed ? changesBetween(opened.scope, from, parsed.document) : []
  const isSame = 'document' in parsed && changesTo(opened.document).length === 0
  const isBehind = newest.version > opened.version && !save.isPending && !save.isSuccess
  useEffect(() => {
    if (isBehind && isSame) onOpen(newest)
  })
  const onChange = (change: Partial<PolicyDocument>) => {
    setDraft((known) => ({ ...known, ...change }))
    setErrors({})
  }
  const submit = (version: number) => {
    if ('errors' in parsed) return setErrors(parsed.errors)
    const body = { document: parsed.document, note, version }
    save.mutate(body, { onSuccess: onOpen, onError: (problem) => setErrors(errorsOf(problem)) })
  }
  const fields = { draft, errors, onChange, isDisabled: refusal !== null }
  return (
    <form
      className={css.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit(opened.version)
      }}
    >
      <UnsavedGuard isDirty={!isSame} />
      <ApprovalFields {...fields} scope={opened.scope} />
      <BudgetFields {...fields} />
      <GuardrailFields {...fields} />
      <SavingChanges changes={changesTo(newest.document)} note={note} onNote={setNote} />
      {isBehind && !isSame && (
        <Meanwhile newest={newest} isBusy={save.isPending} onKeepMine={submit} onTakeTheirs={onOpen} />
      )}
      <div className={form.actions}>
        <Button type="submit" disabled={refusal !== null || isSame || isBehind || save.isPending}>
          {save.isPending ? 'Recording…' : `Save as version ${opened.version + 1}`}
        </Button>
        {(refusal || isSame) && <p className={form.refusal}>{refusal ?? 'Nothing is changed yet.'}</p>}
        {Object.keys(errors).length > 0 && (
          <p role="alert" className={form.problem}>
            {errors[''] ?? 'Something above cannot be saved; it says why.'}
          </p>
        )}
      </div>
    </form>
  )
}

interface MeanwhileProps {
  newest: PolicyPage
  isBusy: boolean
  onKeepMine: (version: number) => void
  onTakeTheirs: (page: PolicyPage) => void
}

function Meanwhile({ newest, isBusy, onKeepMine, onTakeTheirs }: MeanwhileProps) {
  const last = newest.versions.find(({ version }) => version === newest.version)
  return (
    <SavedMeanwhile
      version={newest.version}
      by={last?.byName}
      isBusy={isBusy}
      onKeepMine={() => onKeepMine(newest.version)}
      onTakeTheirs={() => onTakeTheirs(newest)}
    >
      <ul aria-label="What they changed">
        {last?.changes.map((change) => (
          <li key={change}>{change}</li>
        ))}
      </ul>
      <p>What saving yours would change of theirs stands above.</p>
    </SavedMeanwhile>
  )
}
