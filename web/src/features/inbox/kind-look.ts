import type { InboxItem } from '#api/inbox/contract.ts'
import type { IconName } from '../../ui/icons.tsx'

interface KindLook {
  word: string
  /** What a person does with it, on the button that opens it. */
  verb: string
  icon: IconName
  isDanger: boolean
}

/** A Record, so a new kind does not compile until it has a word and a mark. */
export const kindLook: Record<InboxItem['kind'], KindLook> = {
  approval: { word: 'Approval', verb: 'Review', icon: 'send', isDanger: false },
  question: { word: 'Question', verb: 'Answer', icon: 'question', isDanger: false },
  verification: { word: 'Verification', verb: 'Check', icon: 'file', isDanger: false },
  failed: { word: 'Failed task', verb: 'Look', icon: 'close', isDanger: true },
  frozen: { word: 'Frozen', verb: 'Settle', icon: 'shield', isDanger: true },
  uncertain: { word: 'Uncertain effect', verb: 'Settle', icon: 'alert', isDanger: true },
  undeliverable: { word: 'Not delivered', verb: 'Look', icon: 'close', isDanger: true },
  finding: { word: 'Finding', verb: 'Look', icon: 'search', isDanger: false },
  budget: { word: 'Budget', verb: 'Raise', icon: 'money', isDanger: false },
  paused_agent: { word: 'Paused agent', verb: 'Look', icon: 'alert', isDanger: true },
  budget_warning: { word: 'Budget warning', verb: 'Look', icon: 'money', isDanger: false },
  runbook_step: { word: 'Runbook decision', verb: 'Decide', icon: 'check', isDanger: false },
  runbook_failed: { word: 'Failed runbook', verb: 'Look', icon: 'close', isDanger: true },
  decision_review: { word: 'Decision to review', verb: 'Review', icon: 'clock', isDanger: false },
}
