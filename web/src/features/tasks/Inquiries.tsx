import type { InquiryState } from '#domain/task/task.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import css from './Inquiries.module.css'

interface InquiriesProps {
  inquiries: readonly InquiryState[] | undefined
  agentName: string
  nameOf: (actor: string) => string
}

/** What operators asked the agent about a proposal, and what it said. It is what the agent says, and no more. */
export function Inquiries({ inquiries = [], agentName, nameOf }: InquiriesProps) {
  if (inquiries.length === 0) return null
  return (
    <ol className={css.thread} aria-label="Asked of the agent">
      {inquiries.map((inquiry) => (
        <li key={inquiry.askedAt} className={css.inquiry}>
          <p className={css.who}>
            {nameOf(inquiry.askedBy)}{' '}
            {inquiry.kind === 'look' ? `asked ${agentName} to look` : `asked ${agentName}`},{' '}
            <RelativeTime at={new Date(inquiry.askedAt)} as="span" />
          </p>
          <p className={css.words}>{inquiry.text}</p>
          <Answer inquiry={inquiry} agentName={agentName} />
        </li>
      ))}
    </ol>
  )
}

function Answer({ inquiry: { answer, endedAt }, agentName }: { inquiry: InquiryState; agentName: string }) {
  if (endedAt === null)
    return (
      <p className={css.who} role="status">
        Waiting for the answer of {agentName}.
      </p>
    )
  if (answer === null)
    return <p className={css.who}>{agentName} ended its turn without an answer. Ask again.</p>
  return (
    <>
      <p className={css.who}>
        {agentName} says, <RelativeTime at={new Date(endedAt)} as="span" />
      </p>
      <p className={css.words} data-is-answer>
        {answer}
      </p>
    </>
  )
}
