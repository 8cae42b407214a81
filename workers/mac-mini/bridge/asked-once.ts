import type { z } from 'zod'
import type { GateAnswer, GateCall } from './contract.ts'
import { forgetOldest } from './known-runs.ts'

type Call = z.output<typeof GateCall>
type Answer = z.output<typeof GateAnswer>

/** More than a gateway has open at once. */
const mostKept = 500

/**
 * The plugin asks again where an answer did not come in time. An approval is used by the first yes, so the same ask
 * gets the same answer: a second look would find the approval used. Of a worker that was killed since, the journal knows
 * the ask.
 */
export function askedOnce(decide: (call: Call) => Promise<Answer>): (call: Call) => Promise<Answer> {
  const answers = new Map<string, Promise<Answer>>()
  return (call) => {
    const { askId } = call
    if (!askId) return decide(call)
    const known = answers.get(askId)
    if (known) return known
    const answer = decide(call)
    answers.set(askId, answer)
    forgetOldest(answers, mostKept)
    // It was not decided: whoever asks again is answered by another look.
    answer.catch(() => answers.delete(askId))
    return answer
  }
}
