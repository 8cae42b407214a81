import { expectedOf } from '../scripts.ts'
import type { ToolCall } from '../tool-log.ts'
import type { Breach, Evidence } from './evidence.ts'
import { type Effect, type ToldTask, toldTasks } from './fold.ts'
import { isTaken, refusedIntents } from './refused.ts'

const count = (list: readonly string[]) => {
  const counts = new Map<string, number>()
  for (const one of list) counts.set(one, (counts.get(one) ?? 0) + 1)
  return counts
}

/** Each effect beside the tool's own log: once, approved before, and known to be what it is. */
export function brokenEffects({ played, calls, sent, lines }: Evidence): Breach[] {
  const told = [...toldTasks(lines).values()]
  return [
    ...doubled(calls, sent),
    ...claimedTwice(lines.map(({ entry }) => entry)),
    ...unapproved({ played, calls, sent }, told),
    ...told.flatMap((task) =>
      [...task.effects.values()].flatMap((effect) => wrong(task, effect, calls, sent)),
    ),
    ...unheard({ played, sent, lines }, told),
    ...played.flatMap(({ plan, taskId }) =>
      neverAsked(
        plan,
        told.find((task) => task.taskId === taskId),
      ),
    ),
  ]
}

function doubled(calls: readonly ToolCall[], sent: readonly string[]): Breach[] {
  const begun = count(calls.map(({ mark }) => mark))
  const written = count(sent)
  const marks = [...new Set([...begun.keys(), ...written.keys()])]
  return marks
    .filter((mark) => (begun.get(mark) ?? 0) > 1 || (written.get(mark) ?? 0) > 1)
    .map((mark) => {
      const words = `${mark} was begun ${begun.get(mark) ?? 0} times and done ${written.get(mark) ?? 0} times`
      return { kind: 'doubled', words }
    })
}

function claimedTwice(entries: readonly { type: string; body: { effectKey?: string } }[]): Breach[] {
  const claims = entries
    .filter(({ type }) => type === 'effect_claimed')
    .map(({ body }) => body.effectKey ?? '')
  return [...count(claims)]
    .filter(([, times]) => times > 1)
    .map(([key, times]) => ({ kind: 'doubled', words: `${key} was claimed ${times} times` }))
}

/** By what the operators said and were told, and by the ledger: either alone is not enough. */
function unapproved(
  { played, calls, sent }: Pick<Evidence, 'played' | 'calls' | 'sent'>,
  told: readonly ToldTask[],
): Breach[] {
  const approvals = played.flatMap(({ said }) =>
    said.filter(({ verdict, status }) => verdict === 'approved' && status === 202),
  )
  const effects = told.flatMap((task) => [...task.effects.values()])
  const isApproved = (mark: string, at: number) =>
    approvals.some((one) => one.mark === mark && one.at <= at) &&
    effects.some((effect) => effect.mark === mark && effect.approvals > 0)
  const begun = calls.map(({ mark, beganAt }) => ({ mark, at: beganAt }))
  const written = sent.map((mark) => ({ mark, at: Number.POSITIVE_INFINITY }))
  return [...begun, ...written]
    .filter(({ mark, at }) => !isApproved(mark, at))
    .map(({ mark }) => ({ kind: 'unapproved', words: `${mark} was begun and nobody had approved it` }))
}

/** What the ledger says of one effect, and what its tool's log does not say. */
function wrong(
  task: ToldTask,
  effect: Effect,
  calls: readonly ToolCall[],
  sent: readonly string[],
): Breach[] {
  const call = calls.find(({ mark }) => mark === effect.mark)
  const isSent = sent.includes(effect.mark)
  const where = `${effect.mark} of ${task.taskId} is ${effect.status}`
  if (effect.approvals === 0) return []
  if (effect.status === 'performed')
    return isSent ? [] : [{ kind: 'lost', words: `${where}, and the tool never did it` }]
  if (effect.status !== 'uncertain') {
    const fate = isSent ? 'the tool did it' : 'the tool did not do it'
    return [{ kind: 'lost', words: `${where}: approved, and ${fate}` }]
  }
  if (!call) return [{ kind: 'wrongly uncertain', words: `${where}, and the tool never began it` }]
  if (call.endedAt !== null)
    return [{ kind: 'wrongly uncertain', words: `${where}, and the tool's log has its end` }]
  return isSent ? [{ kind: 'wrongly uncertain', words: `${where}, and the tool's log has what it did` }] : []
}

/**
 * What an operator approved and was told so, and the record has no approval of. By its mark: a reset may have it asked
 * again as another proposal, and a no to that one is a person's word too.
 */
function unheard(
  { played, sent, lines }: Pick<Evidence, 'played' | 'sent' | 'lines'>,
  told: readonly ToldTask[],
): Breach[] {
  const refused = refusedIntents(lines)
  const effects = told.flatMap((task) => [...task.effects.values()])
  return played.flatMap(({ taskId, said }) =>
    said
      .filter((one) => one.verdict === 'approved' && isTaken(one, refused))
      .filter(({ mark, proposalId, at }) => {
        const isKnown = effects.some((effect) => effect.mark === mark && effect.approvals > 0)
        const isForgotten = !effects.some((effect) => effect.proposalId === proposalId)
        const isRejectedNow = said.some(
          (later) =>
            later.mark === mark && later.at > at && later.verdict === 'rejected' && later.status === 202,
        )
        return !sent.includes(mark) && !isKnown && !(isForgotten && isRejectedNow)
      })
      .map(({ mark, by }) => ({
        kind: 'lost',
        words: `${mark} of ${taskId} was approved by the ${by}, who was told so, and nothing came of it`,
      })),
  )
}

/** An effect of the script that no operator was ever asked about. */
function neverAsked(plan: Parameters<typeof expectedOf>[0], task: ToldTask | undefined): Breach[] {
  if (task?.status !== 'done') return []
  const marks = [...task.effects.values()].map(({ mark }) => mark)
  return expectedOf(plan)
    .effects.filter(({ mark }) => !marks.includes(mark))
    .map(({ mark }) => ({ kind: 'lost', words: `${task.taskId} is done, and ${mark} was never asked for` }))
}
