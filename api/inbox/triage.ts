import { Refused } from '#domain/errors.ts'
import { assignRefusal, closeRefusal, snoozeRefusal } from '#domain/inbox/triage-rules.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import { operatorCan } from '#domain/operator/permissions.ts'
import { inboxItems, type TriagedRow } from '#prisma/read/inbox.ts'
import { listOperators } from '#prisma/read/operators.ts'
import type { Source } from '#prisma/read/source.ts'
import { recordTriage, type TriageFact } from '#prisma/write/settings/inbox.ts'
import type { OperatorCaller } from '../http/mount.ts'
import type { Triaged } from './contract.ts'

/** What to do with one item: null where it is so already. Throws Refused where it may not be. */
type Act = (item: TriagedRow, by: { at: string; actor: string }) => Promise<unknown> | null

/** Somebody did the same at the same moment. */
class SoAlready extends Error {}

/** Each item by itself; what is refused holds up no other and is told. */
async function eachOf(
  { pool }: Source,
  { id }: OperatorCaller,
  ids: readonly string[],
  act: Act,
): Promise<Triaged> {
  const by = { at: new Date().toISOString(), actor: actorOf('operator', id) }
  const items = await inboxItems(pool, ids, by.at)
  const outcome: Triaged = { done: [], refused: [] }
  for (const itemId of new Set(ids)) {
    try {
      const item = items.get(itemId)
      if (!item)
        throw new Refused('not_found', 'It is not in the inbox any more: somebody settled it, or it ended.')
      await act(item, by)
      outcome.done.push(itemId)
    } catch (error) {
      if (error instanceof SoAlready) outcome.done.push(itemId)
      else if (!(error instanceof Refused)) throw error
      else outcome.refused.push({ id: itemId, code: error.code, message: error.message })
    }
  }
  return outcome
}

const refuse = (message: string | null) => {
  if (message !== null) throw new Refused('triage_refused', message)
}

interface Assigning {
  items: readonly { id: string; from: string | null }[]
  to: string | null
}

/** Throws Refused where nobody of that id can settle anything. */
export async function assign(source: Source, operator: OperatorCaller, { items, to }: Assigning) {
  const here = await listOperators(source.pool)
  const named = (id: string | null) => here.find((one) => one.id === id)
  const taker = named(to)
  if (to !== null && !taker)
    throw new Refused('not_found', 'There is no such operator, or they were removed.')
  if (taker && !operatorCan(taker.role, 'triageInbox'))
    refuse(`${taker.name} is a viewer and settles nothing. Give it to somebody who can.`)
  const seen = new Map(items.map(({ id, from }) => [id, from]))
  return eachOf(source, operator, [...seen.keys()], (item, by) => {
    if ((item.assignee?.id ?? null) === to) return null
    const body = { title: item.title, to, name: taker?.name ?? null }
    return recordTriage(source.pool, item, { ...by, type: 'item_assigned', body }, (state) => {
      // Who was removed has given it back.
      const assignee = named(state.assignee)?.id ?? null
      const refusal = assignRefusal({ assignee }, seen.get(item.id) ?? null, (id) => named(id)?.name ?? id)
      if (refusal) throw new Refused(refusal.code, refusal.message)
    })
  })
}

export const snooze = (source: Source, operator: OperatorCaller, ids: readonly string[], until: string) =>
  eachOf(source, operator, ids, (item, by) => {
    if (item.snoozedUntil === until) return null
    refuse(snoozeRefusal(item, until, by.at))
    const body = { title: item.title, until, version: item.version }
    return recordTriage(source.pool, item, { ...by, type: 'item_snoozed', body })
  })

export const wake = (source: Source, operator: OperatorCaller, ids: readonly string[]) =>
  eachOf(source, operator, ids, (item, by) =>
    item.snoozedUntil === null
      ? null
      : recordTriage(source.pool, item, { ...by, type: 'item_woken', body: { title: item.title } }),
  )

export const close = (source: Source, operator: OperatorCaller, ids: readonly string[], note: string) =>
  eachOf(source, operator, ids, (item, by) => {
    if (item.isClosed) return null
    refuse(closeRefusal(item.kind))
    const fact: TriageFact = {
      ...by,
      type: 'item_closed',
      body: { title: item.title, note, version: item.version },
    }
    return recordTriage(source.pool, item, fact, ({ closed }) => {
      if (closed?.version === item.version) throw new SoAlready()
    })
  })

export const reopen = (source: Source, operator: OperatorCaller, ids: readonly string[]) =>
  eachOf(source, operator, ids, (item, by) =>
    item.isClosed
      ? recordTriage(source.pool, item, { ...by, type: 'item_reopened', body: { title: item.title } })
      : null,
  )
