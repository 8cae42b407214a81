import { shippedContract } from '#api/shipped/contract.ts'
import { answer, by } from '../answer.ts'
import { idOf, type Ledger } from '../ledger.ts'
import { tasksOf } from '../reading.ts'

export const shipped = answer({
  name: 'what shipped',
  async answered(ask) {
    const { items } = await ask(shippedContract.listShipped, { query: { limit: 200 } })
    return items
      .map(({ taskId, taskTitle, projectId, projectName, agentName, title, proof, verifiedAt, hash }) => ({
        ...{ taskId, taskTitle, projectId, projectName, agentName, title, proof, verifiedAt, hash },
      }))
      .sort(by(({ taskId, title }) => `${taskId} ${title}`))
  },
  recorded: (ledger) => shippedIn(ledger).sort(by(({ taskId, title }) => `${taskId} ${title}`)),
  words: (items) =>
    items.map(({ title, projectName, proof }) => `${title} of ${projectName}, by ${proof}`).join('; '),
})

/** What was proven of tasks that are done. */
export const shippedIn = (ledger: Ledger) =>
  tasksOf(ledger)
    .filter(({ status }) => status === 'done')
    .flatMap(({ id, title: taskTitle, projectId, agentId }) =>
      provenIn(ledger, id).map((proven) => ({
        ...{ taskId: id, taskTitle, projectId, projectName: ledger.nameOf(projectId) },
        agentName: ledger.nameOf(agentId),
        ...proven,
      })),
    )

/** The last word on each deliverable that was looked at, where it was yes. */
function provenIn(ledger: Ledger, taskId: string) {
  const looks = ledger.of('deliverable_checked', 'deliverable_reviewed').filter((one) => idOf(one) === taskId)
  const last = new Map(looks.map((look) => [look.body.title, look]))
  return [...last.values()]
    .filter(({ body }) => body.passed)
    .map((look) => ({
      title: look.body.title,
      proof: look.type === 'deliverable_checked' ? look.body.check : 'review',
      verifiedAt: look.at,
      hash: look.type === 'deliverable_checked' ? look.body.evidence.hash : null,
    }))
}
