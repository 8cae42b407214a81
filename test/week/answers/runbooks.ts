import { runbookRunsContract } from '#api/runbooks/contract.ts'
import { answer, by } from '../answer.ts'
import { actorIdOf, idOf } from '../ledger.ts'
import { projectsOf } from '../reading.ts'

const ends = {
  runbook_run_done: 'done',
  runbook_run_failed: 'failed',
  runbook_run_cancelled: 'cancelled',
} as const

export const runbookRuns = answer({
  name: 'runs of runbooks',
  async answered(ask, ledger) {
    const lists = await Promise.all(
      projectsOf(ledger).map(({ id }) =>
        ask(runbookRunsContract.listRunbookRuns, { params: { projectId: id } }),
      ),
    )
    return lists
      .flatMap(({ items }) => items)
      .map(({ id, projectId, name, version, status, requestedByName, requestedAt, endedAt }) => ({
        ...{ id, projectId, name, version, status, requestedByName, requestedAt, endedAt },
      }))
      .sort(by(({ id }) => id))
  },
  recorded: (ledger) =>
    ledger
      .of('runbook_run_requested')
      .map((asked) => {
        const types = Object.keys(ends) as (keyof typeof ends)[]
        const end = ledger.of(...types).findLast(({ streamId }) => streamId === asked.streamId)
        const { projectId, version, definition } = asked.body
        return {
          ...{ id: idOf(asked), projectId, name: definition.name, version },
          status: end ? ends[end.type] : 'moving',
          requestedByName: ledger.nameOf(actorIdOf(asked)),
          ...{ requestedAt: asked.at, endedAt: end?.at ?? null },
        }
      })
      .sort(by(({ id }) => id)),
  words: (items) =>
    items.map(({ name, status, requestedByName }) => `${name} by ${requestedByName}: ${status}`).join('; '),
})
