import { useState } from 'react'
import type { MoneyEvent } from '#api/money/contract.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { amountWords } from '../../ui/amount-words.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { OpenRow, Row } from '../../ui/RowList.tsx'
import css from './outcomes.module.css'
import { ReverseMoney } from './ReverseMoney.tsx'
import { dayWords } from './sum-words.ts'

interface MoneyRowProps {
  projectId: string
  event: MoneyEvent
  refusal: string | null
}

const sourceWords = { form: 'by hand', api: 'by a program', csv: 'from a file' } as const

/** One event; opened, what can be done with it. A reversed one stays, struck out, with who and why. */
export function MoneyRow({ projectId, event, refusal }: MoneyRowProps) {
  const [isOpen, setOpen] = useState(false)
  const { kind, note, source, occurredOn, externalId, reversedAt } = event
  const amount = amountWords(kind === 'cost' ? `-${event.amount}` : event.amount, event.currency)
  const name = note || (kind === 'cost' ? 'Cost' : 'Revenue')
  const title = reversedAt ? (
    name
  ) : (
    <OpenRow isOpen={isOpen} onToggle={() => setOpen(!isOpen)}>
      {name}
    </OpenRow>
  )
  return (
    <Row
      title={title}
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
        reversedAt && (
          <>
            Reversed by {event.reversedByName} <RelativeTime at={new Date(reversedAt)} />:{' '}
            {event.reversalReason}
          </>
        )
      }
      aside={<span className={`${css.amount} ${reversedAt ? css.reversed : ''}`}>{amount}</span>}
      opened={
        isOpen &&
        !reversedAt && (
          <Reversal
            {...{ projectId, refusal }}
            moneyId={event.id}
            name={`${name}, ${amount}`}
            onClose={() => setOpen(false)}
          />
        )
      }
    />
  )
}

interface ReversalProps {
  projectId: string
  moneyId: string
  name: string
  refusal: string | null
  onClose: () => void
}

function Reversal({ refusal, ...event }: ReversalProps) {
  const [isAsked, setAsked] = useState(false)
  if (isAsked) return <ReverseMoney {...event} />
  return (
    <ActionButton
      size="xs"
      refusal={refusal}
      aria-label={`Reverse ${event.name}`}
      onClick={() => setAsked(true)}
    >
      Reverse…
    </ActionButton>
  )
}
