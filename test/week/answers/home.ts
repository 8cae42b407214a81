import { homeContract } from '#api/home/contract.ts'
import { answer, by, counted, sumBy } from '../answer.ts'
import { groupedBy, type Ledger, type Told } from '../ledger.ts'
import { projectsOf, tasksOf } from '../reading.ts'
import { budgetsIn } from './budgets.ts'

const dayMs = 86_400_000
const isWithin = ({ at }: { at: string }, now: Date, from: number, to: number) => {
  const days = (now.getTime() - Date.parse(at)) / dayMs
  return days <= from && days > to
}

export const blocked = answer({
  name: 'home: what is blocked',
  async answered(ask) {
    const { blocked: items, blockedCount } = await ask(homeContract.getHome)
    return { items: items.map((one) => ({ ...one, reason: one.reason.toLowerCase() })), blockedCount }
  },
  recorded(ledger) {
    const items = blockedIn(ledger)
      .sort(by(({ since }) => since))
      .map(({ id, title, projectId, since, reason }) => ({
        ...{ taskId: id, title, projectId, projectName: ledger.nameOf(projectId), since },
        reason: reason.replace(/^missing: /, 'not proven: ').toLowerCase(),
        unblocker: 'operator',
      }))
    return { items, blockedCount: items.length }
  },
  words: ({ items }) => items.map(({ title, reason }) => `${title} (${reason})`).join('; ') || 'nothing',
})

/** Not proven, or held by what somebody has to change. */
export const blockedIn = (ledger: Ledger) =>
  tasksOf(ledger).filter(
    ({ status, waitKind }) => status === 'needs_verification' || /project|budget/.test(waitKind ?? ''),
  )

/** Those that a person, a budget or a kill switch ended have not failed. */
const failedOf = (runs: Told<'run_ended'>[]) =>
  runs.filter(({ body }) => ['failed', 'timed_out', 'lost'].includes(body.outcome)).length

function reliabilityOf(ledger: Ledger, isIn: (entry: Told) => boolean) {
  const runs = ledger.of('run_ended').filter(isIn)
  const missed = ledger.of('beat_missed').filter(isIn)
  return {
    runs: runs.length,
    failedRuns: failedOf(runs),
    retries: ledger.of('retry_scheduled').filter(isIn).length,
    undelivered: [
      ...ledger.of('intent_undeliverable', 'runbook_intent_undeliverable'),
      ...ledger.of('decision_turned_away').filter(({ body }) => body.intentId !== null),
    ].filter(isIn).length,
    missedBeats: sumBy(missed, ({ body }) => body.count),
    missedEntries: missed.length,
  }
}

export const reliability = answer({
  name: 'home: reliability of this week and the last',
  async answered(ask) {
    const { thisWeek, lastWeek } = (await ask(homeContract.getHome)).reliability
    return { thisWeek, lastWeek }
  },
  recorded: (ledger, now) => ({
    thisWeek: reliabilityOf(ledger, (entry) => isWithin(entry, now, 7, -1)),
    lastWeek: reliabilityOf(ledger, (entry) => isWithin(entry, now, 14, 7)),
  }),
  words: ({ thisWeek: { runs, failedRuns, retries, missedBeats } }) =>
    `${counted(runs, 'run')}, ${failedRuns} failed, ${retries} tried again, ${counted(missedBeats, 'missed beat')}`,
})

/** Of the week's failures, only numbers differ between two of one cause. */
const causeOf = (error: string) => error.replaceAll(/\d+/g, '<n>')

export const failures = answer({
  name: 'home: failure patterns',
  async answered(ask) {
    const { failures: patterns } = await ask(homeContract.getHome)
    return patterns
      .map(({ signature, count, taskIds, projects, first, last }) => ({
        ...{ signature, count, first, last },
        ...{ taskIds: taskIds.toSorted(), projectIds: projects.map(({ id }) => id).sort() },
      }))
      .sort(by(({ signature }) => signature))
  },
  recorded(ledger) {
    const failed = ledger.of('retry_scheduled', 'task_failed')
    const causes = groupedBy(failed, ({ body }) => causeOf(body.error))
    const distinct = (ids: string[]) => [...new Set(ids)].sort()
    const endsOf = (ones: Told[]) => {
      const times = ones.map(({ at }) => at).sort()
      return { first: times[0], last: times.at(-1) }
    }
    return [...causes]
      .map(([signature, ones]) => ({
        ...{ signature, count: ones.length, ...endsOf(ones) },
        taskIds: distinct(ones.map(({ streamId }) => streamId.replace('task/', ''))),
        projectIds: distinct(ones.map(({ projectId }) => projectId ?? '')),
      }))
      .sort(by(({ signature }) => signature))
  },
  words: (patterns) => patterns.map(({ signature, count }) => `${count} × ${signature}`).join('; ') || 'none',
})

const rowOfOne = 10
const fewestRuns = 5
const failedShare = 0.2

const told = (risks: { id: string; projectName: string }[]) =>
  risks.map(({ id, projectName }) => `${id.split(':')[0]} in ${projectName}`)

export const risks = answer({
  name: 'home: risk flags',
  answered: async (ask) => told((await ask(homeContract.getHome)).risks).sort(),
  recorded: (ledger) =>
    projectsOf(ledger)
      .flatMap(({ id, name }) => risksOf(ledger, id).map((rule) => `${rule} in ${name}`))
      .sort(),
  words: (flags) => flags.join(', ') || 'none',
})

/** Without uncertain effects and near expiries: the week has none, a proposal waits for three days. */
function risksOf(ledger: Ledger, projectId: string): string[] {
  const runs = ledger.of('run_ended').filter((one) => one.projectId === projectId)
  const failed = failedOf(runs)
  const deciders = ledger.of('approval_decided').filter((one) => one.projectId === projectId)
  const last = deciders.slice(-rowOfOne)
  const flags = {
    budget: budgetsIn(ledger).some((one) => one.projectId === projectId && one.level !== 'fine'),
    failures: runs.length >= fewestRuns && failed / runs.length >= failedShare,
    price: runs.some(({ body }) => (body.usage?.costNanoUsd ?? null) === null),
    'one-approver': last.length === rowOfOne && new Set(last.map(({ actor }) => actor)).size === 1,
  }
  return Object.entries(flags).flatMap(([rule, isRaised]) => (isRaised ? [rule] : []))
}
