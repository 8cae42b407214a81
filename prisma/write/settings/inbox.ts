import { inboxStreamId } from '#domain/ids.ts'
import type { InboxKind } from '#domain/inbox/inbox.ts'
import { applyTriageEntry, type TriageState, untriaged } from '#domain/inbox/triage-state.ts'
import type { inboxBodies } from '#domain/ledger/bodies/inbox.ts'
import type { FactOf } from '#domain/ledger/entry.ts'
import { inTransaction, type Pool, type Tx } from '../../client.ts'
import { wake } from '../wake.ts'
import { recordWithin } from './setting.ts'

export type TriageFact = FactOf<keyof typeof inboxBodies>

export interface TriagedItem {
  id: string
  kind: InboxKind
  projectId: string | null
}

async function triageOf(tx: Tx, itemId: string): Promise<TriageState> {
  const { rows } = await tx.query<{ state: TriageState }>(
    'select state from inbox_triage where item_id = $1',
    [itemId],
  )
  return rows[0]?.state ?? untriaged
}

/**
 * Entry and row of one item. `check` sees the state behind the stream's lock, so of two at once the second one sees
 * what the first one did; what it throws leaves nothing.
 */
export async function recordTriage(
  pool: Pool,
  item: TriagedItem,
  fact: TriageFact,
  check: (state: TriageState) => void = () => {},
): Promise<void> {
  const { id, projectId } = item
  const setting = { streamId: inboxStreamId(id), projectId, writer: 'api', fact } as const
  await inTransaction(pool, (tx) =>
    recordWithin(tx, setting, async (within) => {
      const before = await triageOf(within, id)
      check(before)
      await within.query(
        `insert into inbox_triage (item_id, state) values ($1, $2)
         on conflict (item_id) do update set state = excluded.state`,
        [id, applyTriageEntry(before, fact)],
      )
    }),
  )
  wake(pool, 'ledger')
}
