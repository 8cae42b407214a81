/** Every kind of thing that waits for a person. A new one is a line here and a part in prisma/read/inbox/. */
export const inboxKinds = [
  'approval',
  'question',
  'verification',
  'failed',
  'frozen',
  'uncertain',
  'undeliverable',
  'finding',
  'budget',
  'paused_agent',
  'budget_warning',
  'decision_review',
  'runbook_step',
  'runbook_failed',
] as const
export type InboxKind = (typeof inboxKinds)[number]

/** Of what waits those that cost most are listed, and as many of what is put off; the rest is counted. */
export const mostListed = 500

/** So many, those that cost most, are all that Home lists; the frame around every page needs no more than their counts. */
export const mostOnHome = 5

/** `<kind>:<key>`, the key being that of the proposal, question, task, intent or finding behind it. */
export const inboxItemId = (kind: InboxKind, key: string) => `${kind}:${key}`

/** The item's own page. Its key may hold what an address parts by. */
export const inboxHref = (itemId: string) => `/inbox/${encodeURIComponent(itemId).replaceAll('%3A', ':')}`
