import { isCancellation } from '@temporalio/workflow'
import { cleaned } from '#domain/ledger/clean-text.ts'
import type { FactOf } from '#domain/ledger/entry.ts'
import {
  fileVerdict,
  isAtExecutor,
  type Look,
  lookOf,
  urlVerdict,
  type Verdict,
} from '#domain/quality/check-rules.ts'
import { commitVerdict } from '#domain/quality/commit-rules.ts'
import type { Deliverable } from '#domain/quality/deliverable.ts'
import { jsonVerdict } from '#domain/quality/json-rules.ts'
import { artifactOf } from '#domain/quality/quality-rules.ts'
import type { OpenTask } from './open-task.ts'
import { present } from './task-presence.ts'

type Checked = FactOf<'deliverable_checked'>['body']

/** What is found of deliverables, in their order. Nothing where the task was cancelled meanwhile. */
export async function lookAtAll(task: OpenTask, deliverables: Deliverable[]): Promise<Checked[]> {
  const looks = deliverables.map((deliverable) => {
    const artifact = artifactOf(task.state(), deliverable.title)
    return { deliverable, artifact, look: lookOf(deliverable, artifact) }
  })
  // The executor may be away for days: what the run did is not held up by that.
  if (looks.some(({ look }) => look.kind !== 'none')) await task.flush()
  if (looks.some(({ look }) => isAtExecutor(look))) present(task.state())
  const found = () =>
    looks.map(async ({ deliverable: { title, check }, artifact, look }) => {
      const verdict = cleaned(await verdictOf(task, look))
      return { title, check: check.kind, artifactId: artifact?.itemId ?? null, ...verdict }
    })
  try {
    return await task.whileWanted(() => Promise.all(found()))
  } catch (error) {
    if (!isCancellation(error) || task.state().cancelReason === null) throw error
    return []
  }
}

async function verdictOf(task: OpenTask, look: Look): Promise<Verdict> {
  if (look.kind === 'none') return look.verdict
  if (look.kind === 'url') {
    const { url, contains } = look
    return urlVerdict(look, await task.quality.checkUrl({ url, contains }).catch(unseen))
  }
  const sessionKey = task.state().runs.at(-1)?.sessionKey ?? ''
  if (look.kind === 'commit') {
    const { kind: _kind, ...wanted } = look
    return commitVerdict(wanted, await task.executor.checkCommit({ sessionKey, ...wanted }).catch(unseen))
  }
  const { location } = look
  if (look.kind === 'file')
    return fileVerdict(look, await task.executor.checkFile({ sessionKey, location }).catch(unseen))
  const { schema } = look
  return jsonVerdict(look, await task.executor.checkJson({ sessionKey, location, schema }).catch(unseen))
}

function unseen(error: unknown): { problem: string } {
  if (isCancellation(error)) throw error
  return { problem: `It could not be looked at: ${causeOf(error)}` }
}

/** An activity's failure wraps what the activity threw. */
export function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}
