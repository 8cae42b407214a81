import type { FailurePattern } from '#api/home/contract.ts'
import { by } from '../../answer.ts'
import { groupedBy, type Ledger, type Told } from '../../ledger.ts'
import type { HomePart } from './part.ts'

export const failures: HomePart<'failures'> = {
  name: 'home: failure patterns',
  recorded: (ledger) => patternsIn(ledger).sort((a, b) => b.count - a.count || by(lastOf)(b, a)),
  words: (patterns) => patterns.map(({ signature, count }) => `${count} × ${signature}`).join('; ') || 'none',
  alike: (patterns) =>
    patterns.map((one) => ({
      ...one,
      taskIds: one.taskIds.toSorted(),
      projects: one.projects.toSorted(by(({ id }) => id)),
    })),
}

export const failureCount: HomePart<'failureCount'> = {
  name: 'home: how many failure patterns',
  recorded: (ledger) => patternsIn(ledger).length,
  words: String,
}

const lastOf = ({ last }: FailurePattern) => last

/** Of the week's failures, only numbers differ between two of one cause. */
const causeOf = (error: string) => error.replaceAll(/\d+/g, '<n>')

function patternsIn(ledger: Ledger): FailurePattern[] {
  const failed = ledger.of('retry_scheduled', 'task_failed')
  const causes = groupedBy(failed, ({ body }) => causeOf(body.error))
  return [...causes].map(([signature, ones]) => {
    const taskIds = distinct(ones.map(({ streamId }) => streamId.replace('task/', '')))
    return {
      ...{ signature, count: ones.length, taskCount: taskIds.length, taskIds, ...endsOf(ones) },
      projects: distinct(ones.map(({ projectId }) => projectId ?? '')).map((id) => ({
        ...{ id, name: ledger.nameOf(id) },
      })),
    }
  })
}

const distinct = (ids: string[]) => [...new Set(ids)].sort()

function endsOf(ones: Told[]) {
  const times = ones.map(({ at }) => at).sort()
  return { first: times[0] ?? '', last: times.at(-1) ?? '' }
}
