import { useState } from 'react'
import type { MoneyEvent } from '#api/money/contract.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { amountWords } from '../../ui/amount-words.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row } from '../../ui/RowList.tsx'
import css from './outcomes.module.css'
import { ReverseMoney } from './ReverseMoney.tsx'
import { dayWords } from './sum-words.ts'

interface MoneyRowProps {
  projectId: string
  event: MoneyEvent
  refusal: string | null
}

const sourceWords = { form: 'by hand', api: 'by a program', csv: 'from a file' } as const

/** One event. A reversed one stays, struck out, with who and why. */
export function MoneyRow({ projectId, event, refusal }: MoneyRowProps) {
  const [isReversing, setReversing] = useState(false)
  const { kind, note, source, occurredOn, externalId, reversedAt } = event
  const amount = amountWords(kind === 'cost' ? `-${event.amount}` : event.amount, event.currency)
  const name = note || (kind === 'cost' ? 'Cost' : 'Revenue')
  return (
    <Row
      title={name}
      detail={
        <>
          <span>{dayWords(occurredOn)}</span>
          <span>
            booked {sourceWords[source]} by {event.bookedByName}{' '}
            <RelativeTime at={new Date(event.bookedAt)} />
          </span>
          {externalId && <span>{externalId}</span>}
        </>
      }
      reason={
        isReversing ? (
          <ReverseMoney
            projectId={projectId}
            moneyId={event.id}
            name={`${name}, ${amount}`}
            onClose={() => setReversing(false)}
          />
        ) : (
          reversedAt && (
            <>
              Reversed by {event.reversedByName} <RelativeTime at={new Date(reversedAt)} />:{' '}
              {event.reversalReason}
            </>
          )
        )
      }
      aside={<span className={`${css.amount} ${reversedAt ? css.reversed : ''}`}>{amount}</span>}
      action={
        !reversedAt &&
        !isReversing && (
          <ActionButton
            size="xs"
            refusal={refusal}
            aria-label={`Reverse ${name}, ${amount}`}
            onClick={() => setReversing(true)}
          >
            Reverse…
          </ActionButton>
        )
      }
    />
  )
}
