import type { BackfillGroup, ShownStream } from '#domain/backfill/backfill.ts'
import { askedBy } from '#domain/intent/asked-rules.ts'
import { commands, onceOnlyIdOf } from '#domain/intent/intent.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import type { Tx } from '../client.ts'
import { claim, storePack } from './task-sources.ts'

/** Once for ever, also across a restore: what an approval let happen is claimed. `told`: facts and whose they are, in order. */
export async function putBackClaims(
  tx: Tx,
  streamId: string,
  told: readonly { runId: string; fact: Fact }[],
): Promise<void> {
  for (const [at, { runId, fact }] of told.entries()) {
    if (fact.type !== 'effect_claimed') continue
    const { proposalId, effectKey, grantId } = fact.body
    const decided = told
      .slice(0, at)
      .map((one) => one.fact)
      .findLast((one) => one.type === 'approval_decided' && one.body.proposalId === proposalId)
    const intentId = decided?.type === 'approval_decided' ? decided.body.intentId : ''
    await claim(tx, { effectKey, intentId, streamId, runId, grantId })
  }
}

/** The texts that runs were given; what they were made of is in no history. */
export async function putBackPacks(tx: Tx, { packs }: ShownStream): Promise<void> {
  for (const pack of packs) await storePack(tx, { ...pack, manifest: null })
}

/** What was asked, told from what came of it: a repeat of the request is known, and so is who decided first. */
export async function putBackIntents(
  tx: Tx,
  { streamId, groups }: { streamId: string; groups: readonly BackfillGroup[] },
): Promise<void> {
  for (const fact of groups.flatMap(({ facts }) => facts)) {
    const asked = askedBy(fact)
    if (!asked || asked.command === 'startTask') continue
    const { id, command, actor, at } = asked
    const body = commands[command].parse(asked.body)
    await tx.query(
      `with numbered as (update stream set intent_seq = intent_seq + 1
                          where id = $2 and not exists (select from intent where id = $1) returning intent_seq)
       insert into intent (id, workflow_id, intent_seq, command, actor, body, subject_id, status, created_at)
       select $1, $2, intent_seq, $3, $4, $5, $6, 'delivered', $7 from numbered`,
      [id, streamId, command, actor, body, onceOnlyIdOf(asked), at],
    )
  }
}
