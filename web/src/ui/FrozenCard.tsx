import { Button, Textarea } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { ForkVerdict } from '#domain/ledger/fork.ts'
import css from './FrozenCard.module.css'
import cardCss from './StandingCard.module.css'
import { StandingCard } from './StandingCard.tsx'
import { TemporalLink } from './TemporalLink.tsx'
import { UnsavedGuard } from './UnsavedGuard.tsx'

/** One fact of one of the two contents. */
export interface FrozenFact {
  key: string
  words: string
  /** Exactly what is recorded of it. */
  body: string
}

interface FrozenCardProps {
  /** "The task is frozen". */
  title: string
  /** In the words of the ledger that refused it. */
  said: string | null
  held: readonly FrozenFact[]
  wanted: readonly FrozenFact[]
  /** What follows from going on, and from ending it. */
  goingOn: string
  ending: string
  /** "End the task". */
  endLabel: string
  temporalUrl: string | null
  refusal: string | null
  isRecording: boolean
  isBusy: boolean
  /** What stands beside the buttons: why one of them is off, or what came of asking. */
  line: (refusal: string | null) => ReactNode
  onSettle: (verdict: ForkVerdict, reason: string) => void
}

/** Two accounts of one thing. What the record has stays in every case; the other one stays beside it, unheard. */
export function FrozenCard({
  title,
  said,
  held,
  wanted,
  goingOn,
  ending,
  temporalUrl,
  ...form
}: FrozenCardProps) {
  return (
    <StandingCard tone="danger" icon="shield" title={title}>
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
        <li>{goingOn}</li>
        <li>{ending}</li>
      </ol>
      <p className={css.cause}>Recorded as “{said}”.</p>
      <TemporalLink href={temporalUrl} />
      <SettleForm {...form} />
    </StandingCard>
  )
}

type SettleFormProps = Pick<
  FrozenCardProps,
  'endLabel' | 'refusal' | 'isRecording' | 'isBusy' | 'line' | 'onSettle'
>

function SettleForm({ endLabel, refusal, isRecording, isBusy, line, onSettle }: SettleFormProps) {
  const [reason, setReason] = useState('')
  const isOff = refusal !== null || isBusy
  const needsReason = reason.trim() === ''
  return (
    <>
      <UnsavedGuard isDirty={!needsReason && !isBusy} />
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
        <Button disabled={isOff} onClick={() => onSettle('go_on', reason)}>
          {isRecording ? 'Recording…' : 'Go on from the record'}
        </Button>
        <Button variant="default" disabled={isOff || needsReason} onClick={() => onSettle('end', reason)}>
          {endLabel}
        </Button>
        {line(refusal ?? (needsReason && !isBusy ? 'To end it, write a reason.' : null))}
      </div>
    </>
  )
}

function Side({ title, facts, none }: { title: string; facts: readonly FrozenFact[]; none: string }) {
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
