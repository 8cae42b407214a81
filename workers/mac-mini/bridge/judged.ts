import type { z } from 'zod'
import type { OpenRun } from '#activities/openclaw/executor-desk.ts'
import type { CallTerms } from '#domain/run/call-terms.ts'
import { callRefusal, forbidding } from '#domain/run/call-terms-rules.ts'
import { type Grant, mostParameterBytes, type Parameters } from '#domain/run/run.ts'
import type { Blocked } from './blocked-calls.ts'
import type { GateAnswer } from './contract.ts'

type Answer = z.output<typeof GateAnswer>
export const notDone = 'It was NOT done. Do not repeat it.'

/** An answer of the gate, and why it blocks. */
export type Judged = (Answer & { decision: 'allow' }) | (Answer & { decision: 'block' } & Blocked)
export const block = (text: string, why: Blocked['why'], proposalId?: string) => ({
  ...{ decision: 'block' as const, text, why, proposalId },
})

export const tooLong = (tool: string) =>
  block(
    `The parameters of ${tool} are over ${mostParameterBytes / 1_024} KB, too long to be approved; put it in a file of the workspace and name the file. ${notDone}`,
    'too_long',
  )

/** Why a run that is held, or has used all, may do nothing more; null: it may. */
export const ownStop = (run: OpenRun | null): string | null =>
  run?.input.held ?? (run?.usage.spent.aborted ? 'The run has used all that was reserved for it' : null)

export interface AsksTerms {
  /** What policy says by now of a call that is permitted. Throws where the control plane does not answer. Absent: nobody is asked. */
  callTerms?(effectKey: string): Promise<CallTerms>
}

/** What was granted may be forbidden since; null: it is not, or nobody answers, and then the run's own policy counts. */
export async function forbiddenNow({ callTerms }: AsksTerms, grant: Grant, parameters: Parameters) {
  const terms = await callTerms?.(grant.effectKey).catch(() => null)
  const refusal = terms ? callRefusal(terms, grant.tool, parameters) : null
  return refusal === null ? null : block(refusal, 'denied', grant.proposalId)
}

/** The same of a call that nobody was asked about. `isOut`: its permission was not given back, by all that is known. */
export async function passingNow(
  { callTerms }: AsksTerms,
  effectKey: string,
  tool: string,
  parameters: Parameters,
) {
  const terms = (await callTerms?.(effectKey).catch(() => null)) ?? null
  const why = terms && forbidding(terms, tool, parameters)
  return {
    isOut: terms?.isClaimed ?? true,
    forbidden: why === null ? null : block(`${why}. ${notDone}`, 'denied'),
  }
}
