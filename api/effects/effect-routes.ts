import { auditOf } from '#domain/approval/audit-rules.ts'
import { Refused } from '#domain/errors.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { effectStory, listEffects } from '#prisma/read/effects.ts'
import type { Source } from '#prisma/read/source.ts'
import { type Mount, mount } from '../http/mount.ts'
import { nextOf } from '../http/pages.ts'
import { asEntry } from '../ledger/ledger-routes.ts'
import { effectsContract } from './contract.ts'

export function effectRoutes(to: Mount, { pool }: Source): void {
  mount(to, effectsContract, {
    async listEffects({ query }) {
      const items = await listEffects(pool, query)
      return { items, next: nextOf(items, query.limit) }
    },

    async getEffect({ params }) {
      const story = await effectStory(pool, params.proposalId)
      if (!story) throw new Refused('not_found', 'There is no such effect.')
      const { entries, ...effect } = story
      const audit = auditOf(entries as unknown as Fact[])
      const names = new Map(entries.map(({ actor, actorName }) => [actor, actorName]))
      const named = <T extends { actor: string }>(told: T[]) =>
        told.map((one) => ({ ...one, actorName: names.get(one.actor) ?? one.actor }))
      return {
        ...effect,
        ...audit,
        changes: named(audit.changes),
        agreements: named(audit.agreements),
        declined: named(audit.declined),
        outcomes: named(audit.outcomes),
        entries: entries.map(asEntry),
      }
    },
  })
}
