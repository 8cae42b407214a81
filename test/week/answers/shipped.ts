import { shippedContract } from '#api/shipped/contract.ts'
import type { Proof } from '#domain/quality/deliverable.ts'
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

/** What was proven of tasks that are done, and what was there and was taken without proof. */
export const shippedIn = (ledger: Ledger) =>
  tasksOf(ledger)
    .filter(({ status }) => status === 'done')
    .flatMap(({ id, title: taskTitle, projectId, agentId }) =>
      [...provenIn(ledger, id), ...waivedIn(ledger, id)].map((proven) => ({
        ...{ taskId: id, taskTitle, projectId, projectName: ledger.nameOf(projectId) },
        agentName: ledger.nameOf(agentId),
        ...proven,
      })),
    )

interface Proven {
  title: string
  proof: Proof
  verifiedAt: string
  hash: string | null
}

/** The last word on each deliverable that was looked at, where it was yes. */
function provenIn(ledger: Ledger, taskId: string): Proven[] {
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

/** What was not proven when an operator took the work, as far as it was recorded at all. */
function waivedIn(ledger: Ledger, taskId: string): Proven[] {
  const [taken, unproven, recorded] = [
    ledger.of('work_accepted').findLast((one) => idOf(one) === taskId),
    ledger.of('verification_failed').findLast((one) => idOf(one) === taskId),
    ledger.of('artifact_recorded').filter((one) => idOf(one) === taskId),
  ]
  if (!taken || !unproven) return []
  return unproven.body.missing.flatMap((title) => {
    const artifact = recorded.findLast(({ body }) => body.title === title)
    return artifact
      ? [{ title, proof: 'waived' as const, verifiedAt: taken.at, hash: artifact.body.hash }]
      : []
  })
}
