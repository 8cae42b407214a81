import { workflowIdOfFinding } from '#domain/drift/task-diff-rules.ts'
import { Refused } from '#domain/errors.ts'
import { ownScope } from '#domain/ids.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import {
  countFindings,
  type FindingDetail as FindingWithState,
  findFinding,
  listFindings,
  listLooks,
} from '#prisma/read/findings.ts'
import type { Source } from '#prisma/read/source.ts'
import { requestLook } from '#prisma/write/settings/executors.ts'
import { decideFinding } from '#prisma/write/settings/findings.ts'
import { requireAction } from '../auth/permission.ts'
import { idOfRequest } from '../http/idempotency.ts'
import { type Mount, mount } from '../http/mount.ts'
import { nextOf } from '../http/pages.ts'
import type { TemporalUrl } from '../tasks/task-routes.ts'
import { type FindingDetail, findingsContract } from './contract.ts'

const own = { scope: ownScope, name: 'Tasks and workflows' }

export function findingRoutes(to: Mount, { pool }: Source, temporalUrl: TemporalUrl): void {
  const detailOf = (findingId: string) => readDetail(pool, findingId, temporalUrl)
  mount(to, findingsContract, {
    async listFindings({ query }) {
      const [items, counts, looks] = await Promise.all([
        listFindings(pool, query),
        countFindings(pool),
        listLooks(pool, own),
      ])
      return { items, next: nextOf(items, query.limit), counts, looks }
    },

    getFinding: ({ params }) => detailOf(params.findingId),

    async decideFinding({ operator, params: { findingId }, body, req }) {
      requireAction(operator, 'settleFinding')
      const intentId = idOfRequest('intent', operator.id, req)
      const by = { operatorId: operator.id, at: new Date().toISOString() }
      await decideFinding(pool, { findingId, intentId, ...body }, by)
      return detailOf(findingId)
    },

    async lookNow({ operator, params: { executorId }, query, req }) {
      requireAction(operator, 'settleFinding')
      const intentId = idOfRequest('intent', operator.id, req)
      const by = { actor: actorOf('operator', operator.id), at: new Date().toISOString() }
      await requestLook(pool, { executorId, intentId, isOnly: query.only, ...by })
      return { executorId }
    },
  })
}

/** Throws Refused not_found. */
async function readDetail(
  pool: Source['pool'],
  findingId: string,
  temporalUrl: TemporalUrl,
): Promise<FindingDetail> {
  const found = await findFinding(pool, findingId)
  if (!found) throw new Refused('not_found', 'There is no such finding.')
  const { state, ...row }: FindingWithState = found
  const workflowId = workflowIdOfFinding(row)
  const { ours, theirs, repair } = state
  return { ...row, ours, theirs, repair, temporalUrl: workflowId && temporalUrl(workflowId) }
}
