import { useState } from 'react'
import type { ProposalState } from '#domain/task/task.ts'
import { draftText } from './edit-draft.ts'

/** What stands in the field of an edit; null: what is recorded, untouched. */
export interface EditDraft {
  text: string | null
  reason: string
}

interface Drafts {
  reason: string
  question: string
  edit: EditDraft
}

export const noEdit: EditDraft = { text: null, reason: '' }

/** What is written at a proposal and not sent: kept as long as its card is open, whichever form is. */
export function useDecisionDrafts(seen: ProposalState) {
  const [drafts, setDrafts] = useState<Drafts>({ reason: '', question: '', edit: noEdit })
  const keep = (change: Partial<Drafts>) => setDrafts((kept) => ({ ...kept, ...change }))
  return { drafts, keep, isDirty: isWritten(drafts, seen) }
}

const isWritten = ({ reason, question, edit }: Drafts, seen: ProposalState): boolean =>
  [reason, question, edit.reason].some((words) => words.trim() !== '') ||
  (edit.text !== null && edit.text !== draftText(seen.parameters))
