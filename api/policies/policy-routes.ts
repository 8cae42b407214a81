import { Refused } from '#domain/errors.ts'
import { amountRefusals } from '#domain/policy/amount-limit-rules.ts'
import { type BudgetRaise, raisedDocument } from '#domain/policy/budget-raise-rules.ts'
import { effectiveLines } from '#domain/policy/document-words.ts'
import { lockoutsOf } from '#domain/policy/lockout-rules.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import {
  burnOf,
  type PolicyOwner,
  policyInForce,
  policyOwner,
  policyVersions,
} from '#prisma/read/policies.ts'
import { narrowerHours } from '#prisma/read/policy-hours.ts'
import type { Source } from '#prisma/read/source.ts'
import { spentBudgetsOf } from '#prisma/read/spent-budgets.ts'
import { changePolicy, type PolicyChange, type Refuse } from '#prisma/write/settings/policies.ts'
import { requireAction } from '../auth/permission.ts'
import { type Mount, mount } from '../http/mount.ts'
import { InvalidRequest } from '../http/problem.ts'
import { foundTask } from '../tasks/ask-task.ts'
import { policiesContract } from './contract.ts'

type Pool = Source['pool']

export function policyRoutes(to: Mount, { pool }: Source): void {
  mount(to, policiesContract, {
    async getPolicy({ params }) {
      return pageOf(pool, await foundOwner(pool, params.scopeId))
    },

    async changePolicy({ operator, params, body }) {
      requireAction(operator, 'changePolicy')
      const owner = await foundOwner(pool, params.scopeId)
      return changed(pool, owner, body, operator.id)
    },

    async listPolicyVersions({ params, query }) {
      const items = await policyVersions(pool, await foundOwner(pool, params.scopeId), query)
      return { items, next: items.length === query.limit ? (items.at(-1)?.version ?? null) : null }
    },

    async listSpentBudgets({ params: { taskId } }) {
      const { state, ...task } = await foundTask(pool, taskId)
      return { items: await spentBudgetsOf(pool, { ...task, taskId, budget: state.budget }, new Date()) }
    },

    async raisePolicyBudget({ operator, params, body: { note, version, ...raise } }) {
      requireAction(operator, 'changePolicy')
      const owner = await foundOwner(pool, params.scopeId)
      const { document } = await policyInForce(pool, owner)
      return changed(pool, owner, { document: raisedOrInvalid(document, raise), note, version }, operator.id)
    },
  })
}

async function changed(pool: Pool, owner: PolicyOwner, change: PolicyChange, operatorId: string) {
  const by = { operatorId, at: new Date().toISOString() }
  await changePolicy(pool, owner, change, by, lockoutCheck(owner, change.document))
  return pageOf(pool, owner)
}

/** As the editor's form would have it; at its field where it can't be. */
function raisedOrInvalid(document: PolicyDocument, raise: BudgetRaise): PolicyDocument {
  const raised = raisedDocument(document, raise)
  const refusal = (message: string) => new InvalidRequest([{ path: 'body.limit', message }])
  if (!raised) throw refusal('must be more than the budget is now, which has to be in this policy')
  const parsed = PolicyDocument.safeParse(raised)
  if (parsed.success) return parsed.data
  throw refusal(parsed.error.issues[0]?.message ?? 'is not a limit')
}

async function foundOwner(pool: Pool, scopeId: string): Promise<PolicyOwner> {
  const owner = await policyOwner(pool, scopeId)
  if (!owner) throw new Refused('not_found', 'There is no such project or agent.')
  return owner
}

/** At the field, like any other value that can't be taken. */
function lockoutCheck(owner: PolicyOwner, document: PolicyDocument): Refuse {
  return async (tx, deciders) => {
    const { document: before, effective } = await policyInForce(tx, owner)
    const isNewTime = JSON.stringify(document.hours) !== JSON.stringify(before.hours)
    const narrower = isNewTime ? await narrowerHours(tx, owner) : []
    const circumstances = { deciders, effective: effective(document), narrower, now: new Date() }
    const refused = [...amountRefusals(document, before), ...lockoutsOf(document, circumstances)]
    if (refused.length === 0) return
    throw new InvalidRequest(
      refused.map(({ path, message }) => ({
        path: ['body.document', path].filter(Boolean).join('.'),
        message,
      })),
    )
  }
}

async function pageOf(pool: Pool, owner: PolicyOwner) {
  const { scopeId, scope, name, projectId } = owner
  const { document, version, effective } = await policyInForce(pool, owner)
  const inForce = effective()
  const [burn, versions] = await Promise.all([
    burnOf(pool, owner, inForce, new Date()),
    policyVersions(pool, owner),
  ])
  return {
    scopeId,
    scope,
    name,
    projectId,
    version,
    document,
    lines: effectiveLines(inForce),
    burn,
    versions,
  }
}
