import { inboxContract } from '#api/inbox/contract.ts'
import { answer, by, counted } from '../answer.ts'
import { groupedBy, idOf, type Ledger, type Told } from '../ledger.ts'
import { tasksOf } from '../reading.ts'
import { openFindings } from './findings.ts'
import { dueDecisions } from './outcomes.ts'

interface Item {
  id: string
  projectName: string | null
  title: string
  since: string
  isEffect: boolean
  holds: number
  until: string | null
  /** Of its task. */
  dueAt: string | null
}

export const inbox = answer({
  name: 'the inbox',
  async answered(ask) {
    const { items } = await ask(inboxContract.listInbox)
    return items
      .map(({ id, projectName, title, since, isEffect, holds, until, dueAt, assignee }) => ({
        ...{ id, projectName, title, since, isEffect, holds, until, dueAt, assignee: assignee?.name ?? null },
      }))
      .sort(by(({ id }) => id))
  },
  recorded(ledger, now) {
    const closed = closedIn(ledger)
    const assigned = new Map(ledger.of('item_assigned').map((one) => [idOf(one), one.body.name]))
    return itemsOf(ledger, now)
      .filter(({ id }) => !closed.has(id))
      .map((item) => ({ ...item, assignee: assigned.get(item.id) ?? null }))
      .sort(by(({ id }) => id))
  },
  words: (items) => counted(items.length, 'item'),
})

/** Ids of items that were closed as seen and not put back. */
export function closedIn(ledger: Ledger): Set<string> {
  const words = groupedBy(ledger.of('item_closed', 'item_reopened'), idOf)
  return new Set([...words].flatMap(([id, ones]) => (ones.at(-1)?.type === 'item_closed' ? [id] : [])))
}

/** All that waits for a person, closed as seen or not. */
function itemsOf(ledger: Ledger, now: Date): Item[] {
  const found = openFindings(ledger).map(({ id, name, since, kind }) => ({
    ...{
      id: `finding:${id}`,
      projectName: null,
      title: name,
      since,
      isEffect: false,
      until: null,
      dueAt: null,
    },
    holds: kind === 'task' || kind === 'workflow' ? 1 : 0,
  }))
  return [
    ...tasksOf(ledger).flatMap((task) => itemsOfTask(ledger, task)),
    ...found,
    ...reviewsOf(ledger, now),
    ...warningsOf(ledger, now),
  ]
}

const reviewsOf = (ledger: Ledger, now: Date): Item[] =>
  dueDecisions(ledger, now).map(({ body, ...one }) => ({
    ...{ id: `decision_review:${body.decisionId}`, projectName: ledger.nameOf(idOf(one)), title: body.title },
    ...{ since: `${body.reviewOn}T00:00:00.000Z`, isEffect: false, holds: 0, until: null, dueAt: null },
  }))

/** The last threshold that a budget reached in its present period, while its policy still has that limit. */
function warningsOf(ledger: Ledger, now: Date): Item[] {
  const keyOf = ({ streamId, body }: Told<'budget_warned'>) =>
    `${streamId}/${body.metric}/${body.period}/${body.limit}`
  const last = new Map(ledger.of('budget_warned').map((one) => [keyOf(one), one]))
  const policies = new Map(ledger.of('policy_changed').map(({ streamId, body }) => [streamId, body.document]))
  return [...last].flatMap(([key, { streamId, projectId, at, body }]) => {
    const { metric, period, limit, threshold, ends } = body
    const holds = policies
      .get(streamId)
      ?.budgets.some(
        (one) =>
          one.metric === metric &&
          one.period === period &&
          Math.round(one.limit * (metric === 'usd' ? 1e9 : 1)) === limit,
      )
    if (!holds || (ends !== null && ends <= now.toISOString())) return []
    return {
      ...{ id: `budget_warning:${key}`, projectName: projectId && ledger.nameOf(projectId) },
      ...{
        title: `A budget has reached ${threshold} %`,
        since: at,
        isEffect: false,
        holds: 0,
        until: ends,
        dueAt: null,
      },
    }
  })
}

type Task = ReturnType<typeof tasksOf>[number]

const kinds: Partial<Record<Task['status'], string>> = {
  failed: 'failed',
  needs_verification: 'verification',
}

function itemsOfTask(ledger: Ledger, task: Task): Item[] {
  const { id, title, projectId, status, waitKind, since, dueAt } = task
  const item = { projectName: ledger.nameOf(projectId), title, isEffect: false, until: null, since, dueAt }
  const holds = (wanted: string) => (waitKind === wanted ? 1 : 0)
  const kind = kinds[status] ?? (waitKind === 'budget' ? 'budget' : null)
  return [
    ...task.proposals.map(({ body, at }) => ({
      ...{ ...item, id: `approval:${body.proposalId}`, since: at, isEffect: true, until: body.expiresAt },
      holds: holds('approval'),
    })),
    ...task.questions.map(({ body, at }) => ({
      ...{ ...item, id: `question:${body.questionId}`, since: at },
      holds: holds('operator'),
    })),
    ...(kind ? [{ ...item, id: `${kind}:${id}`, holds: kind === 'failed' ? 0 : 1 }] : []),
  ]
}

const weights: Record<string, number> = {
  budget: 5,
  approval: 5,
  question: 4,
  failed: 3,
  finding: 3,
  verification: 2,
  decision_review: 1,
  budget_warning: 1,
}
const hourMs = 3_600_000

/** As rank-rules documents it: weight × stake × held tasks × nearness of the end × age; nothing of the week was reminded of. */
function costOf({ id, isEffect, holds, until, dueAt, since }: Item, now: Date): number {
  const weight = weights[id.split(':')[0] ?? ''] ?? 0
  const [end = null] = [until, dueAt].filter((at) => at !== null).sort()
  const left = end === null ? null : Math.max(0, Date.parse(end) - now.getTime()) / hourMs
  const nearness = left === null ? 1 : 1 + 11 / (1 + left / 4)
  const days = (now.getTime() - Date.parse(since)) / (24 * hourMs)
  return weight * (isEffect ? 3 : 1) * (1 + holds / 2) * nearness * (1 + Math.log2(1 + days))
}

export const inboxOrder = answer({
  name: 'the inbox by cost of delay',
  answered: async (ask) => (await ask(inboxContract.listInbox)).items.map(({ id }) => id),
  recorded(ledger, now) {
    const closed = closedIn(ledger)
    const open = itemsOf(ledger, now).filter(({ id }) => !closed.has(id))
    return open.sort((a, b) => costOf(b, now) - costOf(a, now)).map(({ id }) => id)
  },
  words: (ids) => ids.map((id) => id.split(':')[0]).join(' > '),
})
