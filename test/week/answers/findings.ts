import { findingsContract } from '#api/findings/contract.ts'
import { answer, by, counted } from '../answer.ts'
import { groupedBy, idOf, type Ledger, type Told } from '../ledger.ts'
import type { HomePart } from './home/part.ts'

type FindingEntry = Extract<Told['type'], `finding_${string}`>

/** What each entry makes of a finding. */
const statuses: Record<FindingEntry, string> = {
  finding_opened: 'open',
  finding_changed: 'open',
  finding_reopened: 'open',
  finding_repair_requested: 'repairing',
  finding_repaired: 'repaired',
  finding_mended: 'repaired',
  finding_repair_failed: 'open',
  finding_adopted: 'adopted',
  finding_ignored: 'ignored',
  finding_gone: 'gone',
}

export const findings = answer({
  name: 'findings of drift',
  async answered(ask) {
    const { items, counts } = await ask(findingsContract.listFindings, { query: { view: 'all' } })
    const told = items
      .map(({ id, scope, kind, difference, subject, status, repairDetail }) => ({
        ...{ id, scope, kind, difference, name: subject.name, status, isRepaired: repairDetail !== '' },
      }))
      .sort(by(({ id }) => id))
    return { items: told, counts }
  },
  recorded(ledger) {
    const items = findingsOf(ledger)
    const count = (...among: string[]) => items.filter(({ status }) => among.includes(status)).length
    const counts = {
      open: count('open', 'repairing'),
      ignored: count('ignored'),
      settled: count('repaired', 'adopted', 'gone'),
    }
    return { items: items.map(({ since: _, ...item }) => item), counts }
  },
  words: ({ counts: { open, ignored, settled } }) => `${open} open, ${ignored} ignored, ${settled} settled`,
})

function findingsOf(ledger: Ledger) {
  const entries = ledger.of(...(Object.keys(statuses) as FindingEntry[]))
  return [...groupedBy(entries, idOf)].map(([id, ones]) => findingOf(id, ones)).sort(by(({ id }) => id))
}

export const drift: HomePart<'drift'> = {
  name: 'home: drift that nobody has settled',
  recorded(ledger) {
    const open = findingsOf(ledger).filter(({ status }) => status === 'open' || status === 'repairing')
    const ids = new Set(open.map(({ id }) => id))
    const first = ledger.of('finding_opened').find((one) => ids.has(idOf(one)))
    return { count: open.length, since: first?.at ?? null }
  },
  words: ({ count, since }) => (since ? `${counted(count, 'finding')} since ${since}` : 'none'),
}

/** Those on which nobody has decided. */
export const openFindings = (ledger: Ledger) => findingsOf(ledger).filter(({ status }) => status === 'open')

function findingOf(id: string, entries: Told<FindingEntry>[]) {
  const opened = entries.find((one) => one.type === 'finding_opened')
  const seen = entries.findLast(
    (one) =>
      one.type === 'finding_opened' || one.type === 'finding_changed' || one.type === 'finding_reopened',
  )
  return {
    id,
    scope: opened?.body.scope,
    kind: opened?.body.kind,
    difference: seen?.body.difference,
    name: opened?.body.subject.name ?? '',
    since: entries.at(-1)?.at ?? '',
    status: statuses[entries.at(-1)?.type ?? 'finding_opened'],
    isRepaired: entries.some(({ type }) => type === 'finding_repaired'),
  }
}
