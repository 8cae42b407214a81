import type { Reliability } from '#api/home/contract.ts'
import { counted, sumBy } from '../../answer.ts'
import { groupedBy, type Ledger, type Told } from '../../ledger.ts'
import type { HomePart } from './part.ts'

const dayMs = 86_400_000
export const weekMs = 7 * dayMs

export const isWithin = ({ at }: { at: string }, now: Date, from: number, to: number) => {
  const days = (now.getTime() - Date.parse(at)) / dayMs
  return days <= from && days > to
}

export const reliability: HomePart<'reliability'> = {
  name: 'home: reliability of this week and the last',
  recorded: (ledger, now) => ({
    since: new Date(now.getTime() - weekMs).toISOString(),
    thisWeek: reliabilityOf(ledger, (entry) => isWithin(entry, now, 7, -1)),
    lastWeek: reliabilityOf(ledger, (entry) => isWithin(entry, now, 14, 7)),
  }),
  words: ({ thisWeek: { runs, failedRuns, retries, missedBeats } }) =>
    `${counted(runs, 'run')}, ${failedRuns} failed, ${retries} tried again, ${counted(missedBeats, 'missed beat')}`,
}

/** Those that a person, a budget or a kill switch ended have not failed. */
export const failedOf = (runs: Told<'run_ended'>[]) =>
  runs.filter(({ body }) => ['failed', 'timed_out', 'lost'].includes(body.outcome)).length

function reliabilityOf(ledger: Ledger, isIn: (entry: Told) => boolean): Reliability {
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

/** What was asked for and has not begun: its stream holds nothing but the wish. Nobody has tried it yet. */
export const relay: HomePart<'relay'> = {
  name: 'home: what waits to be delivered',
  recorded(ledger) {
    const streams = groupedBy(ledger.entries, ({ streamId }) => streamId)
    const waiting = ledger
      .of('task_requested', 'runbook_run_requested')
      .filter(({ streamId }) => streams.get(streamId)?.length === 1)
    return { depth: waiting.length, oldestSince: waiting[0]?.at ?? null, attempts: 0 }
  },
  words: ({ depth }) => (depth > 0 ? String(depth) : 'nothing'),
}
