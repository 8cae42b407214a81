import type { InboxItem } from '#api/inbox/contract.ts'

/** What opens by its button or by a key. */
export interface MenuProps {
  items: readonly InboxItem[]
  refusal: string | null
  isOpen: boolean
  onOpen: (isOpen: boolean) => void
}
