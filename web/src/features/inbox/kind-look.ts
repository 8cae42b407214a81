import type { InboxItem } from '#api/inbox/contract.ts'
import type { IconName } from '../../ui/icons.tsx'

/** A Record, so a new kind does not compile until it has a word and a mark. */
export const kindLook: Record<InboxItem['kind'], { word: string; icon: IconName; isDanger: boolean }> = {
  approval: { word: 'Approval', icon: 'send', isDanger: false },
  question: { word: 'Question', icon: 'question', isDanger: false },
  verification: { word: 'Verification', icon: 'file', isDanger: false },
  failed: { word: 'Failed task', icon: 'close', isDanger: true },
  frozen: { word: 'Frozen task', icon: 'shield', isDanger: true },
  uncertain: { word: 'Uncertain effect', icon: 'alert', isDanger: true },
}
