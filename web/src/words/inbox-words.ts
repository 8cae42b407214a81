import type { inboxBodies } from '#domain/ledger/bodies/inbox.ts'
import { exact } from '../ui/time-format.ts'
import type { Some } from './said.ts'

export const inboxWords: Some<keyof typeof inboxBodies> = {
  item_assigned: ({ title, name }) => ({
    what: name ? `gave “${title}” to ${name}` : `gave “${title}” back, to whoever takes it`,
  }),
  item_snoozed: ({ title, until }) => ({
    what: `put “${title}” off`,
    detail: `Until ${exact(new Date(until))}, or until something new happens to it.`,
  }),
  item_woken: ({ title }) => ({ what: `took “${title}” up again` }),
  item_closed: ({ title, note }) => ({ what: `closed “${title}” as seen`, words: note, tone: 'muted' }),
  item_reopened: ({ title }) => ({ what: `put “${title}” into the inbox again` }),
}
