import { packBudget } from '#domain/context-pack/context-pack.ts'
import { contextPackOf } from '#domain/context-pack/context-pack-rules.ts'
import { anyWordOf } from '#domain/context-pack/query-rules.ts'
import { tokensOf } from '#domain/context-pack/token-rules.ts'
import { Refused } from '#domain/errors.ts'
import { snapshotOf } from '#domain/policy/effective-rules.ts'
import { policyWords } from '#domain/policy/policy-words.ts'
import { storedPack } from '#prisma/read/context-packs.ts'
import { packSources } from '#prisma/read/pack-sources.ts'
import { termsOf } from '#prisma/read/run-terms.ts'
import type { Source } from '#prisma/read/source.ts'
import { type Mount, mount } from '../http/mount.ts'
import { foundTask } from '../tasks/ask-task.ts'
import { contextPacksContract } from './contract.ts'

export function contextPackRoutes(to: Mount, { pool }: Source): void {
  mount(to, contextPacksContract, {
    async getRunContext({ params }) {
      const { state } = await foundTask(pool, params.taskId)
      const run = state.runs.find(({ stepId }) => stepId === params.stepId)
      const pack = run && (await storedPack(pool, run.contextHash))
      if (!pack) throw new Refused('not_found', 'The task has no such run.')
      const { stepId, queuedAt } = run
      return { ...pack, stepId, preparedAt: queuedAt, messageTokens: tokensOf(pack.message) }
    },

    async tryContext({ params, query }) {
      const { projectId } = params
      const { words, agentId = null } = query
      const sources = await packSources(pool, { projectId, agentId, query: anyWordOf([words]) })
      if (!sources) throw new Refused('not_found', 'There is no such project, or no such agent in it.')
      const { effective, version } = await termsOf(pool, { projectId, agentId: agentId ?? '' }, false)
      const policies = policyWords(snapshotOf(effective, version))
      const task = { id: 't_…', title: words, intent: '', deliverables: [] }
      return contextPackOf({ ...sources, policies, task }, packBudget)
    },
  })
}
