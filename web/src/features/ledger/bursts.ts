import type { Entry } from '#api/ledger/contract.ts'
import { saidOf } from '../../words/entry-words.ts'
import type { About, Said } from '../../words/said.ts'
import { keyOf } from './ledger-filter.ts'

export interface Deed {
  key: string
  entry: Entry
  said: Said
}

/** What happened to one thing in one go, whoever did it, newest first. */
export interface Burst {
  key: string
  /** The newest. */
  entry: Entry
  /** What a person wants to read. Machinery alone is told by its newest step. */
  deeds: Deed[]
  /** How many steps of machinery are left out. */
  quiet: number
}

/** Further apart than this, two deeds are two lines. */
export const burstMs = 10 * 60_000

const goesOn = (newer: Entry, older: Entry) =>
  newer.streamId === older.streamId && Date.parse(newer.at) - Date.parse(older.at) <= burstMs

/** A run goes its way from queue to end many times a day; only one that stands or went wrong is news. */
const isNews = ({ tone }: Said) => tone === 'danger' || tone === 'waiting' || tone === 'blocked'
const isMachinery = ({ entry, said }: Deed) =>
  said.isQuiet === true || (entry.type.startsWith('run_') && !isNews(said))

function burstOf(entries: readonly Entry[], about: About): Burst {
  const deeds = entries.map((entry) => ({ key: keyOf(entry), entry, said: saidOf(entry, about) }))
  const loud = deeds.filter((deed) => !isMachinery(deed))
  const told = loud.length > 0 ? loud : deeds.slice(0, 1)
  const [newest, oldest] = [entries[0], entries.at(-1)] as [Entry, Entry]
  return { key: keyOf(oldest), entry: newest, deeds: told, quiet: deeds.length - told.length }
}

/** Entries, newest first, as lines of a feed; each entry is in one burst. */
export function burstsOf(entries: readonly Entry[], about: About): Burst[] {
  const groups: Entry[][] = []
  for (const entry of entries) {
    const last = groups.at(-1)
    const newer = last?.at(-1)
    if (last && newer && goesOn(newer, entry)) last.push(entry)
    else groups.push([entry])
  }
  return groups.map((group) => burstOf(group, about))
}
