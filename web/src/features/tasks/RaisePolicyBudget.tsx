import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { PolicyPage, SpentBudget } from '#api/policies/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { raisedDocument } from '#domain/policy/budget-raise-rules.ts'
import { changesBetween } from '#domain/policy/document-words.ts'
import { policyPlace } from '#domain/policy/policy-place.ts'
import { useMe, useRole } from '../../app/me.ts'
import { wordsOf } from '../../http/missing.ts'
import { usePolicy } from '../../http/shared-queries.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import formCss from '../../ui/form.module.css'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { UnsavedGuard } from '../../ui/UnsavedGuard.tsx'
import { useRaisePolicyBudget } from './budget-queries.ts'
import css from './Due.module.css'
import { limitAsked, NewLimit } from './NewLimit.tsx'
import { usePastRefusal } from './past.ts'

/** A new version of the policy that says it, with nothing else changed. */
export function RaisePolicyBudget({ budget }: { budget: SpentBudget }) {
  const policy = usePolicy(budget.scopeId)
  if (policy.isPending) return <SkeletonRows label="policy" count={2} />
  if (policy.error) return <p role="alert">Its policy cannot be read now: {wordsOf(policy.error)}</p>
  return <RaiseForm budget={budget} policy={policy.data} />
}

const ownerOf = ({ scope, name }: PolicyPage) => (scope === 'portfolio' ? 'all projects' : name)

function RaiseForm({ budget, policy }: { budget: SpentBudget; policy: PolicyPage }) {
  const [value, setValue] = useState<string | number>('')
  const [note, setNote] = useState('')
  const [isTold, setTold] = useState(false)
  const raise = useRaisePolicyBudget(policy.scopeId)
  const roleRefusal = refusalOf(useRole(), 'changePolicy')
  const refusal = usePastRefusal() ?? roleRefusal
  const { metric, period } = budget
  const asked = limitAsked(budget, value)
  const { version } = policy
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTold(true)
    if ('limit' in asked) raise.mutate({ metric, period, limit: asked.limit, note, version })
  }
  return (
    <form className={css.form} aria-label="Raise the budget for good" noValidate onSubmit={submit}>
      <NewLimit
        {...{ budget, value }}
        error={isTold && 'error' in asked ? asked.error : undefined}
        onChange={setValue}
      />
      <UnsavedGuard isDirty={note.trim() !== '' && !raise.isPending && !raise.isSuccess} />
      <TextInput
        label="Note"
        description="Why, for whoever reads the versions."
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {'limit' in asked && <Changes {...{ policy, budget }} limit={asked.limit} />}
      <div className={formCss.actions}>
        <Button type="submit" disabled={refusal !== null || raise.isPending || raise.isSuccess}>
          {raise.isPending
            ? 'Recording…'
            : `Raise it for good, as version ${version + (raise.isSuccess ? 0 : 1)}`}
        </Button>
        {refusal && <p className={formCss.refusal}>{refusal}</p>}
      </div>
      {raise.isSuccess && <p role="status">Recorded. What it held goes on by itself.</p>}
      {raise.error && (
        <p role="alert" className={formCss.problem}>
          {raise.error.message}
        </p>
      )}
    </form>
  )
}

/** What the new version says otherwise, and whose it is, before it is saved. */
function Changes({ policy, budget, limit }: { policy: PolicyPage; budget: SpentBudget; limit: number }) {
  const me = useMe().data
  const after = raisedDocument(policy.document, { ...budget, limit })
  if (!after) return null
  return (
    <>
      <p>
        Raising it makes version {policy.version + 1} of{' '}
        <AppLink href={policyPlace(policy.scopeId)}>the policy of {ownerOf(policy)}</AppLink>
        {me && `, by ${me.name}`}:
      </p>
      <ul aria-label="What raising it changes">
        {changesBetween(policy.scope, policy.document, after).map((change) => (
          <li key={change}>{change}</li>
        ))}
        <li>Every task that this budget holds goes on, and not only this one.</li>
      </ul>
    </>
  )
}
