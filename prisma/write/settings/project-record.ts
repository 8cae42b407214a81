import { Refused } from '#domain/errors.ts'
import { projectStreamId } from '#domain/ids.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { inTransaction, type Pool, type Tx } from '../../client.ts'
import { wake } from '../wake.ts'
import { recordAllWithin } from './setting.ts'

/** Who does it and when. */
export interface By {
  actor: string
  at: string
}

/** Entries of a project that takes some still, behind the lock of its stream; what `work` throws undoes all of it. */
export async function recordOfProject<T>(
  pool: Pool,
  projectId: string,
  work: (tx: Tx) => Promise<{ facts: readonly Fact[]; answer: T }>,
): Promise<T> {
  let answer: T | undefined
  await inTransaction(pool, async (tx) => {
    await recordAllWithin(
      tx,
      { streamId: projectStreamId(projectId), projectId, writer: 'api' },
      async () => {
        await requireOpen(tx, projectId)
        const done = await work(tx)
        answer = done.answer
        return done.facts
      },
    )
  })
  wake(pool, 'ledger')
  return answer as T
}

/** Who removes a project holds the same lock. */
async function requireOpen(tx: Tx, projectId: string): Promise<void> {
  const { rows } = await tx.query('select name, removed_at from project where id = $1', [projectId])
  if (!rows[0]) throw new Refused('not_found', 'There is no such project.')
  if (rows[0].removed_at) throw new Refused('project_removed', `${rows[0].name} is removed.`)
}
