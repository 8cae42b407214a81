import { projectsContract } from '#api/projects/contract.ts'
import { tasksContract } from '#api/tasks/contract.ts'
import { answer, by, counted } from '../answer.ts'
import { idOf, type Ledger } from '../ledger.ts'
import { projectsOf, tasksOf } from '../reading.ts'
import { closedIn } from './inbox.ts'

const ended = ['done', 'failed', 'cancelled']
const holds = ['project', 'hours', 'limit', 'budget']

export const projects = answer({
  name: 'the projects with their counts and costs',
  async answered(ask) {
    const { items } = await ask(projectsContract.listProjects)
    return items.map(({ name, stage, counts, heldTasks, costNanoUsd }) => ({
      ...{ name, stage, ...counts, heldTasks, costNanoUsd },
    }))
  },
  recorded: (ledger) =>
    projectsOf(ledger).map(({ id, name, stage }) => {
      const tasks = tasksOf(ledger).filter(({ projectId }) => projectId === id)
      const open = tasks.filter(({ status }) => !ended.includes(status))
      const closed = closedIn(ledger)
      const count = (status: string) => tasks.filter((task) => task.status === status).length
      return {
        ...{ name, stage, open: open.length, failed: count('failed'), done: count('done') },
        newFailures: tasks.filter((one) => one.status === 'failed' && !closed.has(`failed:${one.id}`)).length,
        needsYou: open.filter(({ waitKind }) => waitKind === 'approval' || waitKind === 'operator').length,
        heldTasks: open.filter(({ waitKind }) => holds.includes(waitKind ?? '')).length,
        costNanoUsd: costOf(ledger, id),
      }
    }),
  words: (items) =>
    items.map(({ name, stage, open, done }) => `${name}, ${stage}: ${open} open, ${done} done`).join('; '),
})

/** Unknown as soon as one run has no known price. */
function costOf(ledger: Ledger, projectId: string): number | null {
  const runs = ledger.of('run_ended').filter((run) => run.projectId === projectId)
  const prices = runs.map(({ body }) => body.usage?.costNanoUsd ?? null)
  return prices.includes(null) ? null : prices.reduce<number>((sum, price) => sum + (price ?? 0), 0)
}

export const tasks = answer({
  name: 'every task and how it stands',
  async answered(ask) {
    const { items } = await ask(tasksContract.listTasks, { query: { limit: 200 } })
    return items
      .map(({ id, title, projectId, agentId, status, waitKind, createdAt }) => ({
        ...{ id, title, projectId, agentId, status, waitKind, createdAt },
      }))
      .sort(by(({ id }) => id))
  },
  recorded(ledger) {
    const requests = new Map(ledger.of('task_requested').map((one) => [idOf(one), one.at]))
    return tasksOf(ledger)
      .map(({ id, title, projectId, agentId, status, waitKind }) => ({
        ...{ id, title, projectId, agentId, status, waitKind, createdAt: requests.get(id) },
      }))
      .sort(by(({ id }) => id))
  },
  words: (items) => counted(items.length, 'task'),
})
