import { Button } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { type ReactNode, useRef, useState } from 'react'
import { Dots } from './Dots.tsx'
import { Icon } from './icons.tsx'
import { KeyHint } from './KeyHint.tsx'
import css from './ProposalCard.module.css'
import { ProposalParameters } from './ProposalParameters.tsx'
import { RelativeTime } from './RelativeTime.tsx'

export interface Proposal {
  id: string
  /** What it is, as a person says it: "Send the Thursday issue to 4,212 subscribers". */
  title: string
  tool: string
  parameters: { name: string; value: string }[]
  hash: string
  /** Exact and countable, present tense. */
  approving: ReactNode[]
  rejecting: string
  /** Verb and object for the button: "Send to 4,212". */
  verb: string
  expiresAt: Date
}

interface ProposalCardProps {
  proposal: Proposal
  /** Off where the page title already says it. */
  isTitled?: boolean
  /** Set when the signed-in operator may not decide; said at the button instead of hiding it. */
  refusal?: string
  onDecide?: (decision: 'approve' | 'reject', parameters: Proposal['parameters']) => void
}

export function ProposalCard({ proposal, isTitled = true, refusal, onDecide }: ProposalCardProps) {
  const [isEditing, setEditing] = useState(false)
  const [draft, setDraft] = useState(proposal.parameters)
  const changed = draft.filter((p, i) => p.value !== proposal.parameters[i]?.value).length
  const approve = useRef<HTMLButtonElement>(null)
  const reject = useRef<HTMLButtonElement>(null)
  const stopEditing = () => {
    setDraft(proposal.parameters)
    setEditing(false)
  }
  // A key never decides by itself: it goes to the button, and Enter decides.
  useHotkeys([
    ['a', () => approve.current?.focus()],
    ['r', () => reject.current?.focus()],
    ['e', () => setEditing(true)],
  ])

  return (
    <article className={css.card} aria-label={`Proposal: ${proposal.title}`}>
      <header className={css.head}>
        <Icon name="send" />
        <div className={css.words}>
          {isTitled && <h2 className={css.title}>{proposal.title}</h2>}
          <div className={css.meta}>
            <Dots>
              <code>{proposal.tool}</code>
              <span>held back before anything left</span>
              <span>
                expires <RelativeTime at={proposal.expiresAt} />
              </span>
            </Dots>
          </div>
        </div>
      </header>
      <ProposalParameters
        parameters={draft}
        recorded={proposal.parameters}
        isEditing={isEditing}
        onChange={setDraft}
      />
      <p className={css.hash}>
        {changed > 0 ? (
          `${changed} changed. Approving binds to a new hash; the recorded one stays in the ledger.`
        ) : (
          <>
            Bound to <code>sha256 {proposal.hash}</code>, once only
          </>
        )}
      </p>
      <div className={css.effects}>
        <p className={css.label}>Approving will</p>
        <ul className={css.will}>
          {proposal.approving.map((line, i) => (
            <li key={i}>{line}</li>
          ))}
        </ul>
        <p className={css.label}>Rejecting will</p>
        <p>{proposal.rejecting}</p>
      </div>
      <footer className={css.actions}>
        <Button
          ref={approve}
          disabled={!!refusal}
          onClick={() => onDecide?.('approve', draft)}
          rightSection={<KeyHint keys="A" isOnFill />}
        >
          {changed > 0 ? `${proposal.verb}, as edited` : proposal.verb}
        </Button>
        <Button
          variant="default"
          disabled={!!refusal}
          onClick={isEditing ? stopEditing : () => setEditing(true)}
          rightSection={<KeyHint keys="E" />}
        >
          {isEditing ? 'Discard edits' : 'Edit'}
        </Button>
        <Button
          ref={reject}
          variant="default"
          disabled={!!refusal}
          onClick={() => onDecide?.('reject', draft)}
          rightSection={<KeyHint keys="R" />}
        >
          Reject
        </Button>
        {refusal && <span className={css.refusal}>{refusal}</span>}
      </footer>
    </article>
  )
}
