import type { Done } from '../faults.ts'
import type { RawEntry } from '../reader.ts'
import type { Breach, Evidence } from './evidence.ts'

/**
 * By kind and difference, or kind alone. Looks put some of it right, and some passes by itself: at the end nothing
 * else shows that it was. What only stood still for too long is a matter of recovery.
 */
const mustNotBe: Record<string, Breach['kind']> = {
  ...{ projection: 'record', blob: 'record', artifact: 'record', anchor: 'record' },
  ...{ 'workflow ahead': 'record', 'workflow extra': 'record' },
  ...{ 'task lost': 'task', 'runbook lost': 'task' },
  ...{ relay: 'recovery', sequencer: 'recovery', 'anchor stuck': 'recovery' },
}

interface Found {
  kind: string
  difference: string
  key: string
  ours: string
  theirs: string
  at: number
}

/** What looks found that no fault of the run accounts for, whatever became of it. */
export function brokenFindings({ lines, done }: Evidence): Breach[] {
  return foundIn(lines.map(({ entry }) => entry)).flatMap((found): Breach[] => {
    const kind = mustNotBe[`${found.kind} ${found.difference}`] ?? mustNotBe[found.kind]
    return kind === undefined || isMeant(found, done) ? [] : [{ kind, words: wordsOf(found) }]
  })
}

/** Each time that one was found, also again or otherwise. */
function foundIn(entries: readonly RawEntry[]): Found[] {
  const opened = new Map<string, { kind: string; key: string }>()
  return entries.flatMap(({ streamId, type, at, body }): Found[] => {
    if (type === 'finding_opened') opened.set(streamId, { kind: body.kind, key: body.subject.key })
    const about = opened.get(streamId)
    if (!about || !['finding_opened', 'finding_changed', 'finding_reopened'].includes(type)) return []
    const { difference, ours, theirs } = body
    return [{ ...about, difference, ours: lineOf(ours), theirs: lineOf(theirs), at: Date.parse(at) }]
  })
}

const lineOf = (side: { line: string; text: string | null } | null): string =>
  side === null ? 'nothing' : (side.text ?? side.line)

/** A kill of Temporal loses no workflow: what it had answered for is in its database. */
const isMeant = ({ kind, difference, key, at }: Found, done: readonly Done[]): boolean =>
  kind === 'task' &&
  difference === 'lost' &&
  done.some(
    (one) =>
      (one.fault.kind === 'terminate' || one.fault.kind === 'reset') &&
      one.workflowId === `task/${key}` &&
      one.at <= at,
  )

function wordsOf({ kind, difference, key, ours, theirs }: Found): string {
  const values = `${JSON.stringify(ours)} should be, and there was ${JSON.stringify(theirs)}`
  return `a look found ${kind} ${difference}, of ${key}: ${values}`
}
