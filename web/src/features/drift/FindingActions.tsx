import { Select, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { FindingDetail } from '#api/findings/contract.ts'
import {
  adoptWords,
  handWork,
  repairWords,
  type Verdict,
  verdictRefusal,
} from '#domain/drift/finding-rules.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { useNow } from '../../ui/now.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { UnsavedGuard } from '../../ui/UnsavedGuard.tsx'
import css from './drift.module.css'
import { useDecide } from './drift-queries.ts'

const dayMs = 86_400_000
const untilOptions = [
  { value: '', label: 'until it changes' },
  { value: '1', label: 'for a day' },
  { value: '7', label: 'for a week' },
  { value: '30', label: 'for 30 days' },
]
const labels: Record<Verdict, string> = { repair: 'Repair', adopt: 'Adopt', ignore: 'Ignore' }

/** The three answers, each with what exactly will follow. */
export function FindingActions({ finding }: { finding: FindingDetail }) {
  const decide = useDecide(finding.id)
  const role = useRole()
  const now = useNow()
  const [reason, setReason] = useState('')
  const [days, setDays] = useState('')
  const refusal = (verdict: Verdict) =>
    refusalOf(role, 'settleFinding') ?? verdictRefusal(finding, verdict, now.toISOString())?.message ?? null
  const answer = (verdict: Verdict) => () => {
    const until = new Date(Date.now() + Number(days) * dayMs).toISOString()
    const isTimed = verdict === 'ignore' && days !== ''
    const seen = finding.theirs?.hash ?? null
    const body = { verdict, reason, seen, until: isTimed ? until : null }
    decide.mutate(body, { onSuccess: () => setReason('') })
  }
  const button = (verdict: Verdict) => (
    <ActionButton
      refusal={refusal(verdict)}
      onClick={answer(verdict)}
      disabled={decide.isPending}
      {...(verdict === 'repair' && refusal(verdict) === null && { variant: 'filled' })}
    >
      {decide.isPending && decide.variables.verdict === verdict ? 'Recording…' : labels[verdict]}
    </ActionButton>
  )
  return (
    <div className={css.box}>
      <Standing finding={finding} />
      <UnsavedGuard isDirty={reason.trim() !== '' && !decide.isPending} />
      <Textarea
        label="Reason"
        description="Optional, for the record: why you adopt or ignore it."
        autosize
        minRows={1}
        maxLength={1_000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <dl className={css.answers}>
        <div>
          <dt>{button('repair')}</dt>
          <dd>
            {handWork(finding) ??
              `Repairing will ${repairWords(finding)}. A second look then says whether it is right.`}
          </dd>
        </div>
        <div>
          <dt>{button('adopt')}</dt>
          <dd>{refusal('adopt') ?? `Adopting will ${adoptWords(finding)}. Nothing is changed there.`}</dd>
        </div>
        <div>
          <dt>{button('ignore')}</dt>
          <dd className={css.ignoring}>
            Ignoring hides it and changes nothing.
            <Select
              aria-label="Ignore it for how long"
              size="xs"
              w={160}
              allowDeselect={false}
              data={untilOptions}
              value={days}
              onChange={(value) => setDays(value ?? '')}
            />
          </dd>
        </div>
      </dl>
      {decide.error && (
        <p role="alert" className={css.problem}>
          {decide.error.detail ?? decide.error.title}
        </p>
      )}
    </div>
  )
}

function Standing({ finding: { status, repair, since, reason, until } }: { finding: FindingDetail }) {
  if (status === 'repairing' && repair)
    return (
      <p role="status" data-tone="info" className={css.standing}>
        Being repaired, asked for <RelativeTime at={new Date(repair.askedAt)} />. It waits for the executor
        where that is away; a second look is the proof.
      </p>
    )
  if (status === 'ignored')
    return (
      <p data-tone="muted" className={css.standing}>
        Ignored <RelativeTime at={new Date(since)} />
        {until ? (
          <>
            , until <RelativeTime at={new Date(until)} />
          </>
        ) : (
          ', until it changes'
        )}
        {reason && `: ${reason}`}
      </p>
    )
  if (status === 'open' && repair?.detail)
    return (
      <p role="alert" data-tone="danger" className={css.standing}>
        The last repair did not do it. {repair.detail}
      </p>
    )
  return null
}
