import { type RefusalCode, Refused } from '#domain/errors.ts'
import { killSwitchStreamId } from '#domain/ids.ts'
import type { ActiveSwitch } from '#domain/kill-switch/kill-switch.ts'
import { liftingRefusal, scopeOfId, settingRefusal } from '#domain/kill-switch/kill-switch-rules.ts'
import { partsOfActor } from '#domain/ledger/actor.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { inTransaction, type Pool, type Tx } from '../../client.ts'
import { activeSwitch, type SwitchPlace, switchPlace } from '../../read/kill-switches.ts'
import { wake } from '../wake.ts'
import type { By } from './project-record.ts'
import { recordAllWithin } from './setting.ts'

type Refusal = { code: RefusalCode; message: string } | null
type Rule = (current: ActiveSwitch | null, place: SwitchPlace) => Refusal

const setting: Rule = (current, { isRemoved }) =>
  isRemoved ? { code: 'project_removed', message: 'The project is removed.' } : settingRefusal(current)

/**
 * Runs that are due read the row; those that are open, or were just being prepared, are found by who looks for them
 * (prisma/write/stops.ts). Throws Refused: not_found, project_removed, kill_switch_on.
 */
export function setKillSwitch(
  pool: Pool,
  { scopeId, reason }: { scopeId: string; reason: string },
  { actor, at }: By,
): Promise<void> {
  const scope = scopeOfId(scopeId)
  return change(pool, scopeId, setting, async (tx) => {
    await tx.query(
      `insert into kill_switch (scope_id, scope, reason, set_at, set_by) values ($1, $2, $3, $4, $5)
       on conflict (scope_id) do update set reason = excluded.reason, set_at = excluded.set_at,
         set_by = excluded.set_by, lifted_at = null, lifted_by = null`,
      [scopeId, scope, reason, at, partsOfActor(actor).id],
    )
    return { type: 'kill_switch_set', at, actor, body: { scope, reason } }
  })
}

/** What it held goes on by itself: the release loop looks. Throws Refused: not_found, kill_switch_off. */
export function liftKillSwitch(
  pool: Pool,
  { scopeId, note }: { scopeId: string; note: string },
  { actor, at }: By,
): Promise<void> {
  return change(pool, scopeId, liftingRefusal, async (tx) => {
    await tx.query('update kill_switch set lifted_at = $2, lifted_by = $3 where scope_id = $1', [
      scopeId,
      at,
      partsOfActor(actor).id,
    ])
    return { type: 'kill_switch_lifted', at, actor, body: { scope: scopeOfId(scopeId), note } }
  })
}

/** Where it belongs. Throws Refused not_found. */
export async function placeOf(db: Pool | Tx, scopeId: string): Promise<SwitchPlace> {
  const place = await switchPlace(db, scopeId)
  if (!place) throw new Refused('not_found', 'There is no such project or agent.')
  return place
}

/** Of two who change it at once, the second is refused: the stream's lock is taken before it is looked at. */
async function change(
  pool: Pool,
  scopeId: string,
  refusalOf: Rule,
  apply: (tx: Tx) => Promise<Fact>,
): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const place = await placeOf(tx, scopeId)
    const streamId = killSwitchStreamId(scopeId)
    const { projectId } = place
    await recordAllWithin(tx, { streamId, projectId, writer: 'api' }, async () => {
      const refusal = refusalOf(await activeSwitch(tx, scopeId), place)
      if (refusal) throw new Refused(refusal.code, refusal.message)
      return [await apply(tx)]
    })
  })
  wake(pool, 'ledger')
}
