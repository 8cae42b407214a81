import { Refused } from '#domain/errors.ts'
import { runbookStreamId } from '#domain/ids.ts'
import { sha256Hex } from '#domain/ledger/digest.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { nameKeyOf } from '#domain/runbook/runbook-name-rules.ts'
import { inTransaction, type Pool, type Tx } from '../../client.ts'
import { wake } from '../wake.ts'
import type { By } from './project-record.ts'
import { recordWithin } from './setting.ts'

export interface WrittenRunbook {
  runbookId: string
  projectId: string
  /** As the text has it. */
  name: string
  yaml: string
}

const uniqueViolation = '23505'

/** A name that is taken shows when the row is written: two at once never both get it. */
async function recording(
  pool: Pool,
  { runbookId, projectId, name }: Omit<WrittenRunbook, 'yaml'>,
  work: (tx: Tx, record: (fact: Fact, apply: (tx: Tx) => Promise<unknown>) => Promise<void>) => Promise<void>,
): Promise<void> {
  const streamId = runbookStreamId(runbookId)
  try {
    await inTransaction(pool, (tx) =>
      work(tx, (fact, apply) => recordWithin(tx, { streamId, projectId, writer: 'api', fact }, apply)),
    )
  } catch (error) {
    const { code, constraint } = error as { code?: unknown; constraint?: unknown }
    if (code !== uniqueViolation || constraint !== 'runbook_name_key_key') throw error
    throw new Refused(
      'name_taken',
      `The project has a runbook named ${name} already. Give this one another name.`,
    )
  }
  wake(pool, 'ledger')
}

/** Throws Refused name_taken, project_removed. */
export async function createRunbook(pool: Pool, runbook: WrittenRunbook, { at, actor }: By): Promise<void> {
  const { runbookId, projectId, name, yaml } = runbook
  const sha256 = sha256Hex(yaml)
  await recording(pool, runbook, async (tx, record) => {
    await mustBeThere(tx, projectId)
    const body = { name, version: 1, yaml, sha256 }
    await record({ type: 'runbook_created', at, actor, body }, (within) =>
      within.query(
        `insert into runbook (id, project_id, name, name_key, version, yaml, sha256, created_at, changed_at)
         values ($1, $2, $3, $4, 1, $5, $6, $7, $7)`,
        [runbookId, projectId, name, nameKeyOf(projectId, name), yaml, sha256, at],
      ),
    )
  })
}

/** Nothing is recorded where the text is that one already. Throws Refused name_taken, runbook_changed, not_found. */
export async function changeRunbook(
  pool: Pool,
  runbook: WrittenRunbook & { basedOn: number },
  { at, actor }: By,
): Promise<void> {
  const { runbookId, projectId, name, yaml, basedOn } = runbook
  const sha256 = sha256Hex(yaml)
  await recording(pool, runbook, async (tx, record) => {
    const known = await locked(tx, runbookId)
    if (known.sha256 === sha256) return
    if (known.version !== basedOn) {
      const message = `The runbook was changed since then: it is version ${known.version} now, and yours began as version ${basedOn}. Open the new one and make your change there.`
      throw new Refused('runbook_changed', message)
    }
    const version = known.version + 1
    await record({ type: 'runbook_changed', at, actor, body: { name, version, yaml, sha256 } }, (within) =>
      within.query(
        `update runbook set name = $2, name_key = $3, version = $4, yaml = $5, sha256 = $6, changed_at = $7 where id = $1`,
        [runbookId, name, nameKeyOf(projectId, name), version, yaml, sha256, at],
      ),
    )
  })
}

/** Its runs and versions stay in the ledger; the name is free again. Throws Refused not_found. */
export async function removeRunbook(
  pool: Pool,
  runbook: Omit<WrittenRunbook, 'yaml'>,
  { at, actor }: By,
): Promise<void> {
  const { runbookId, name } = runbook
  await recording(pool, runbook, async (tx, record) => {
    await locked(tx, runbookId)
    await record({ type: 'runbook_removed', at, actor, body: { name } }, (within) =>
      within.query('update runbook set removed_at = $2, name_key = null where id = $1', [runbookId, at]),
    )
  })
}

async function locked(tx: Tx, runbookId: string): Promise<{ version: number; sha256: string }> {
  const { rows } = await tx.query<{ version: number; sha256: string }>(
    'select version, sha256 from runbook where id = $1 and removed_at is null for update',
    [runbookId],
  )
  if (!rows[0]) throw new Refused('not_found', 'There is no such runbook, or it was removed.')
  return rows[0]
}

async function mustBeThere(tx: Tx, projectId: string): Promise<void> {
  const { rows } = await tx.query<{ name: string; isRemoved: boolean }>(
    'select name, removed_at is not null as "isRemoved" from project where id = $1 for share',
    [projectId],
  )
  if (!rows[0]) throw new Refused('not_found', 'There is no such project.')
  if (rows[0].isRemoved)
    throw new Refused('project_removed', `${rows[0].name} is removed, so it takes no runbooks.`)
}
