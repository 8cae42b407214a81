import type { DriftCommand } from '#domain/drift/drift-intent.ts'
import type { Command } from '#domain/intent/intent.ts'
import type { RunCommand } from '#domain/runbook/run-intent.ts'
import type { Pool } from '../client.ts'

interface Leased {
  id: string
  workflowId: string
  actor: string
  attempts: number
}
export type TaskDelivery = Leased & { kind: 'task'; command: Command }
/** What a workflow is to be told, by the kind of workflow. */
export type LeasedIntent = TaskDelivery | (Leased & { kind: 'runbook'; command: RunCommand })
/** Asked about drift. */
export type LeasedDriftIntent = Leased & { command: DriftCommand }

/** Takes the first undelivered intent of up to 50 workflows, for 10 s: strictly in order per workflow. */
export async function leaseIntents(pool: Pool, relay: string): Promise<(LeasedIntent | LeasedDriftIntent)[]> {
  const { rows } = await pool.query<LeasedIntent | LeasedDriftIntent>(
    `update intent set leased_by = $1, lease_until = now() + interval '10 s', attempts = attempts + 1
      where id in (
        select i.id from intent i
         where i.status = 'pending' and (i.lease_until is null or i.lease_until < now())
           and not exists (select from intent earlier
                            where earlier.workflow_id = i.workflow_id and earlier.status = 'pending'
                              and earlier.intent_seq < i.intent_seq)
         order by i.workflow_id limit 50 for update skip locked)
      returning id, workflow_id as "workflowId", split_part(workflow_id, '/', 1) as kind, command, actor, attempts`,
    [relay],
  )
  return rows
}

/** Only who holds the lease settles. */
export async function settleIntent(
  pool: Pool,
  relay: string,
  intentId: string,
  outcome: { status: 'delivered' | 'undeliverable'; detail?: string },
): Promise<void> {
  await pool.query(
    `update intent set status = $3, detail = $4 where id = $1 and leased_by = $2 and status = 'pending'`,
    [intentId, relay, outcome.status, outcome.detail ?? null],
  )
}

/** Delivery failed for a passing reason: free again after `waitMs`. */
export async function releaseIntent(
  pool: Pool,
  relay: string,
  intentId: string,
  waitMs: number,
): Promise<void> {
  await pool.query(
    `update intent set lease_until = now() + $3 * interval '1 ms' where id = $1 and leased_by = $2 and status = 'pending'`,
    [intentId, relay, waitMs],
  )
}
