import type { Fact, FactOf } from '#domain/ledger/entry.ts'
import type { TaskState } from '#domain/task/task.ts'
import type { Row } from './rows.ts'

interface Kept {
  step_id: string
  grant_id: string
  standing_grant_id: string | null
  effect_class: string
  issued_at: string
  used_at: string | null
  released_at: string | null
}

/** The permissions that a task's runs brought along, as `keepAdvanceGrants` keeps them. */
export function advanceFold(taskId: string) {
  const kept = new Map<string, Kept>()
  const use = (keys: readonly string[], at: string) => {
    for (const key of keys) {
      const one = kept.get(key)
      if (one) one.used_at ??= at
    }
  }
  const release = (isMeant: (key: string, one: Kept) => boolean, at: string) => {
    for (const [key, one] of kept) if (isMeant(key, one) && one.used_at === null) one.released_at ??= at
  }
  return {
    take(fact: Fact): void {
      if (fact.type === 'run_queued') issue(kept, fact)
      if (fact.type === 'effect_passed' || fact.type === 'standing_grant_used')
        use([fact.body.effectKey], fact.at)
      if (fact.type === 'grants_released') {
        use(fact.body.used, fact.at)
        release((key) => fact.body.released.includes(key), fact.at)
      }
      if (fact.type === 'run_ended' && fact.body.gateway !== null)
        release((_, { step_id }) => step_id === fact.body.stepId, fact.at)
    },
    rows({ projectId, agentId }: TaskState): Row[] {
      const of = { task_id: taskId, project_id: projectId, agent_id: agentId }
      return [...kept].map(([effect_key, one]) => ({ ...of, effect_key, ...one }))
    },
  }
}

function issue(kept: Map<string, Kept>, { body, at }: FactOf<'run_queued'>): void {
  for (const { grantId, effectKey, source } of body.advance ?? []) {
    const known = kept.get(effectKey)
    if (known) known.released_at = null
    else
      kept.set(effectKey, {
        ...{ step_id: body.stepId, grant_id: grantId },
        standing_grant_id: source.kind === 'standing' ? source.standingGrantId : null,
        effect_class: source.effectClass,
        ...{ issued_at: at, used_at: null, released_at: null },
      })
  }
}
