import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { PolicyPage } from '#api/policies/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { changesBetween } from '#domain/policy/document-words.ts'
import type { PolicyDocument } from '#domain/policy/policy-document.ts'
import { useRole } from '../../app/me.ts'
import form from '../../ui/form.module.css'
import { ApprovalFields } from './ApprovalFields.tsx'
import { BudgetFields } from './BudgetFields.tsx'
import { GuardrailFields } from './GuardrailFields.tsx'
import css from './policies.module.css'
import { type Errors, errorsOf, parsedDraft } from './policy-draft.ts'
import { useChangePolicy } from './policy-queries.ts'

/** The document as fields; before it is saved, what that changes stands in sentences. */
export function PolicyForm({ page }: { page: PolicyPage }) {
  const [draft, setDraft] = useState(page.document)
  const [note, setNote] = useState('')
  const [errors, setErrors] = useState<Errors>({})
  const save = useChangePolicy(page.scopeId)
  const refusal = refusalOf(useRole(), 'changePolicy')
  const parsed = parsedDraft(draft)
  const changes = 'document' in parsed ? changesBetween(page.scope, page.document, parsed.document) : []
  const onChange = (change: Partial<PolicyDocument>) => {
    setDraft((known) => ({ ...known, ...change }))
    setErrors({})
  }
  const submit = () => {
    if ('errors' in parsed) return setErrors(parsed.errors)
    const body = { document: parsed.document, note, version: page.version }
    save.mutate(body, { onError: (problem) => setErrors(errorsOf(problem)) })
  }
  const fields = { draft, errors, onChange, isDisabled: refusal !== null }
  const isSame = 'document' in parsed && changes.length === 0
  return (
    <form
      className={css.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <ApprovalFields {...fields} scope={page.scope} />
      <BudgetFields {...fields} />
      <GuardrailFields {...fields} />
      {changes.length > 0 && (
        <div className={css.changes}>
          <p className={css.label}>Saving changes</p>
          <ul aria-label="What saving changes">
            {changes.map((change) => (
              <li key={change}>{change}</li>
            ))}
          </ul>
          <TextInput
            label="Note"
            description="Why, for whoever reads the versions."
            maxLength={500}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        </div>
      )}
      <div className={form.actions}>
        <Button type="submit" disabled={refusal !== null || isSame || save.isPending}>
          {save.isPending ? 'Recording…' : `Save as version ${page.version + 1}`}
        </Button>
        {(refusal ?? (isSame && 'Nothing is changed yet.')) && (
          <p className={form.refusal}>{refusal ?? 'Nothing is changed yet.'}</p>
        )}
        {Object.keys(errors).length > 0 && (
          <p role="alert" className={form.problem}>
            {errors[''] ?? 'Something above cannot be saved; it says why.'}
          </p>
        )}
      </div>
    </form>
  )
}
