/** One failure as the ledger has it, or those of the same words where the reader has grouped them. */
export interface Failure {
  error: string
  /** Whose it was, the latest first; one may be there more than once. */
  taskIds: string[]
  projectId: string
  projectName: string
  first: string
  /** The last one. */
  at: string
  count: number
}

export interface FailurePattern {
  signature: string
  count: number
  /** How many tasks it happened to. */
  taskCount: number
  projects: { id: string; name: string }[]
  /** The latest ones. */
  taskIds: string[]
  first: string
  last: string
}

const mostShown = 200
const mostTasks = 5

/** What differs between two failures of one cause: ids, hashes, addresses, times and numbers. In this order. */
const particulars: [RegExp, string][] = [
  [/https?:\/\/[^\s"')]+/g, '<url>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<id>'],
  [/\b[a-z]{1,3}_[0-9a-z]{8,}\b/g, '<id>'],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?/g, '<time>'],
  [/\b[0-9a-f]{12,}\b/gi, '<hash>'],
  [/[\w.+-]+@[\w-]+\.[\w.]+/g, '<address>'],
  [/(?:\/[\w.-]+){2,}/g, '<path>'],
  [/\d+(?:[.,]\d+)*/g, '<n>'],
]

/** The words of a failure without what differs each time, so that the same cause has the same signature. */
export function failureSignature(error: string): string {
  const line = error.split('\n').find((one) => one.trim() !== '') ?? 'no reason given'
  const plain = particulars.reduce((text, [what, name]) => text.replaceAll(what, name), line)
  return plain.replaceAll(/\s+/g, ' ').trim().slice(0, mostShown)
}

/** By how often, then by how lately. Counts add up to those of the failures. */
export function failurePatterns(failures: readonly Failure[]): FailurePattern[] {
  const bySignature = new Map<string, Failure[]>()
  for (const failure of failures) {
    const signature = failureSignature(failure.error)
    bySignature.set(signature, [...(bySignature.get(signature) ?? []), failure])
  }
  const patterns = [...bySignature].map(([signature, ones]) => patternOf(signature, ones))
  return patterns.sort((a, b) => b.count - a.count || b.last.localeCompare(a.last))
}

/** All tasks to which a failure of this signature happened. */
export const tasksOfPattern = (failures: readonly Failure[], signature: string): string[] => [
  ...new Set(
    failures.filter(({ error }) => failureSignature(error) === signature).flatMap(({ taskIds }) => taskIds),
  ),
]

function patternOf(signature: string, failures: Failure[]): FailurePattern {
  const latest = failures.toSorted((a, b) => b.at.localeCompare(a.at))
  const taskIds = [...new Set(latest.flatMap((failure) => failure.taskIds))]
  return {
    signature,
    taskCount: taskIds.length,
    count: failures.reduce((sum, { count }) => sum + count, 0),
    projects: [...new Map(latest.map(({ projectId, projectName }) => [projectId, projectName]))].map(
      ([id, name]) => ({ id, name }),
    ),
    taskIds: taskIds.slice(0, mostTasks),
    first: failures.map(({ first }) => first).sort()[0] ?? '',
    last: latest[0]?.at ?? '',
  }
}

/** What a task that removes the cause is asked to do. */
export const hardeningTask = ({ signature, count }: Pick<FailurePattern, 'signature' | 'count'>) => ({
  title: `Harden: ${signature}`.slice(0, 120),
  intent: `This failed ${count} times in the last 30 days:

${signature}

Find the cause, remove it where you can, and write down what you learned so that it does not come back. Say what you changed and how you know that it helps.`,
})
