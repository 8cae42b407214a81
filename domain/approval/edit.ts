import { cleaned } from '../ledger/clean-text.ts'
import { canonicalOf, parametersHash } from '../ledger/digest.ts'
import { effectClassOf } from '../policy/gate-policy.ts'
import { neededBy } from '../policy/needed-rules.ts'
import type { Policy } from '../policy/policy.ts'
import { maskedParameters } from '../run/masking.ts'
import { mostParameterBytes, type Parameters } from '../run/run.ts'
import type { ProposalState } from '../task/task.ts'
import {
  type Decider,
  type Decision,
  type DecisionRefusal,
  decisionRefusal,
  type Edit,
} from './approval-rules.ts'
import { isWhole } from './asked-rules.ts'
import { editsOf } from './difference-rules.ts'

/**
 * The proposal as it is once this edit counts: another class, another need, another hash, and nobody has agreed to it
 * yet. `approvals`: the policy that its run was given.
 */
export function edited(
  { needs: _, askedRisk: ___, approvedBy: __, ...proposal }: ProposalState,
  { parameters }: Pick<Edit, 'parameters'>,
  approvals: Policy['approvals'],
): ProposalState {
  const effectClass = effectClassOf(proposal.tool, parameters)
  const needs = neededBy(approvals, proposal.tool, parameters)
  const hash = parametersHash(proposal.tool, parameters)
  const change = { parameters, hash, effectClass, edited: editsOf(proposal) }
  return { ...proposal, ...change, ...(needs !== 'one' && { needs }) }
}

/** What is decided: the proposal as it is recorded, or as the decision changes it. */
export const asDecided = (
  proposal: ProposalState,
  { edit }: Pick<Decision, 'edit'>,
  approvals: Policy['approvals'],
): ProposalState => (edit ? edited(proposal, edit, approvals) : proposal)

/** Whether this decision counts now, its edit included; null where it does. `wanted`: `asDecided` of it. */
export function refusalOfDecision(
  proposal: ProposalState,
  wanted: ProposalState,
  decision: Decision,
  by: Decider,
): DecisionRefusal | null {
  const refusal = decisionRefusal(wanted, decision, by)
  if (refusal || !decision.edit) return refusal
  if (decision.verdict === 'rejected')
    return {
      code: 'edit_refused',
      message: 'Only what is approved can be changed. Reject it without a change.',
    }
  return editRefusal(proposal, decision.edit)
}

/** Why these may not take the place of the recorded parameters, as a sentence at the field. */
export function editRefusal(proposal: ProposalState, { from, parameters }: Edit): DecisionRefusal | null {
  if (from !== proposal.hash)
    return { code: 'hash_differs', message: 'The parameters are not those you saw. Open the proposal again.' }
  const message = whyNot(proposal, parameters)
  return message === null ? null : { code: 'edit_refused', message }
}

function whyNot({ tool, hash, parameters: recorded }: ProposalState, parameters: Parameters): string | null {
  // What is masked is not here: nobody could put it back.
  if (!isWhole({ tool, hash, parameters: recorded }))
    return 'Part of it is masked and only known on the Mac, so it cannot be changed here. Reject it and say what you want instead.'
  if (parametersHash(tool, parameters) === hash) return 'Nothing is changed. Approve it as it is.'
  const bytes = new TextEncoder().encode(canonicalOf(parameters)).length
  if (bytes > mostParameterBytes)
    return `It is longer than ${mostParameterBytes / 1_024} KB, more than anybody approves. Put it in a file and name the file.`
  if (canonicalOf(cleaned(parameters)) !== canonicalOf(parameters))
    return 'It holds characters that cannot be kept in the record: NUL, or half of a pair.'
  const secret = firstMasked(parameters)
  return secret === null
    ? null
    : `${secret} looks like a secret, and secrets are not kept in the record. Leave it to the agent.`
}

/** The first parameter that would be masked in the record. */
function firstMasked(parameters: Parameters): string | null {
  const masked = maskedParameters(parameters)
  const found = Object.keys(parameters).find(
    (name) => canonicalOf({ value: masked[name] }) !== canonicalOf({ value: parameters[name] }),
  )
  return found ?? null
}
