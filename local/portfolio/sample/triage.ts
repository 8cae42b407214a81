import { partsOfActor } from '#domain/ledger/actor.ts'
import type { Pool } from '#prisma/client.ts'
import { inboxItems, listInbox } from '#prisma/read/inbox.ts'
import { recordTriage } from '#prisma/write/settings/inbox.ts'

interface By {
  at: string
  actor: string
}

/** Somebody has seen it. */
export async function closeItem(pool: Pool, itemId: string, note: string, by: By): Promise<void> {
  const item = (await inboxItems(pool, [itemId], by.at)).get(itemId)
  if (!item) throw new Error(`the inbox holds no ${itemId}`)
  const { title, version } = item
  await recordTriage(pool, item, { ...by, type: 'item_closed', body: { title, note, version } })
}

/** Puts an item off, found by its task's title. */
export async function snoozeItem(pool: Pool, title: string, until: string, by: By): Promise<void> {
  const item = await itemCalled(pool, title, by.at)
  const body = { title: item.title, until, version: item.version }
  await recordTriage(pool, item, { ...by, type: 'item_snoozed', body })
}

/** Takes an item, found by its task's title. */
export async function takeItem(pool: Pool, title: string, name: string, by: By): Promise<void> {
  const item = await itemCalled(pool, title, by.at)
  const body = { title: item.title, to: partsOfActor(by.actor).id, name }
  await recordTriage(pool, item, { ...by, type: 'item_assigned', body })
}

async function itemCalled(pool: Pool, title: string, at: string) {
  const row = (await listInbox(pool, new Date(at))).find((one) => one.title === title || one.line === title)
  const item = row && (await inboxItems(pool, [row.id], at)).get(row.id)
  if (!item) throw new Error(`the inbox holds no “${title}”`)
  return item
}
