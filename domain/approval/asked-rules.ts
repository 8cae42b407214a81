import { parametersHash } from '../ledger/digest.ts'
import { stricterOf } from '../policy/approval-need-rules.ts'
import { type EffectivePolicy, statedApprovals } from '../policy/effective-rules.ts'
import { neededBy } from '../policy/needed-rules.ts'
import type { Approvers } from '../policy/policy.ts'
import type { ProposalState } from '../task/task.ts'
import { type AskedRisk, askedRisks, type Risk } from './risk.ts'
import { type RiskOf, riskOf, type Standing } from './risk-rules.ts'

type Asking = Pick<EffectivePolicy, 'approvals' | 'riskApprovers'>
type Call = Pick<ProposalState, 'tool' | 'effectClass' | 'parameters'>

/** Whom a policy asks for. */
export interface AskedFor {
  needs: Approvers
  /** By which it asks for more than the rules of what the call does. Null: those ask for as much. */
  risk: RiskOf | null
}

/**
 * Who must agree to this call: the stricter of what the policy asks of what it does and of its risk. That is its risk without
 * anybody's need: two that are asked for make a risk high, and a high risk would ask for two.
 */
export function askedFor(policy: Asking, call: Call, standing: Standing): AskedFor {
  const { tool, effectClass, parameters } = call
  const byClass = neededBy(statedApprovals(policy), tool, parameters)
  if (!asksByRisk(policy)) return { needs: byClass, risk: null }
  const risk = riskOf({ tool, effectClass, parameters }, standing)
  const needs = stricterOf(byClass, saidOf(policy, risk.level) ?? 'one')
  return { needs, risk: needs === byClass ? null : risk }
}

const saidOf = ({ riskApprovers }: Pick<Asking, 'riskApprovers'>, level: Risk): Approvers | null =>
  level === 'low' ? null : (riskApprovers[level]?.value ?? null)

/** The same of one like a call that was approved, to be allowed in advance: nothing of it is the first. */
export const askedInAdvance = (policy: Asking, call: Call & Pick<ProposalState, 'hash'>): Approvers =>
  askedFor(policy, call, { isWhole: isWhole(call), isFirst: false, isFirstThere: false }).needs

/** Nothing of the parameters is masked: they hash to what the approval is bound to. */
export const isWhole = ({ tool, parameters, hash }: Pick<ProposalState, 'tool' | 'parameters' | 'hash'>) =>
  parametersHash(tool, parameters) === hash

/** Whether the policy asks anybody because of a risk. */
export const asksByRisk = ({ riskApprovers }: Pick<Asking, 'riskApprovers'>): boolean =>
  askedRisks.some((level) => riskApprovers[level] !== null)

/** The lowest risk of which somebody is asked whom `isMissing` says is not there; null: of none. */
export const lowestAsked = (
  policy: Pick<Asking, 'riskApprovers'>,
  isMissing: (needs: Approvers) => boolean,
): AskedRisk | null =>
  askedRisks.find((level) => {
    const needs = saidOf(policy, level)
    return needs !== null && isMissing(needs)
  }) ?? null
