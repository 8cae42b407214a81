import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { sha256Hex } from '#domain/ledger/digest.ts'
import { Adoption } from '#domain/run/adoption.ts'
import { ForeignRun } from '#domain/run/foreign-run.ts'
import { RunItem } from '#domain/run/run.ts'
import { privateFolder, readWhole, writeWhole } from '../spool/durable-file.ts'

/** As long as the gateway's log of activity goes back, so that what it shows is never taken for new. */
const keptDays = 35

const State = z.enum(['new', 'open', 'told', 'ended', 'nobody'])
const Kept = z
  .object({
    run: ForeignRun,
    /** Not told to the control plane yet; followed; its end told to its task; that on the record; or of no agent of ours. */
    state: State,
    adoption: Adoption.nullable(),
    /** What its task is told, until the record has it. */
    items: z.array(RunItem).optional(),
    /** Of an older worker: its task's workflow has taken something. */
    hasBegun: z.boolean().optional(),
  })
  .transform(({ hasBegun, state, ...kept }) => ({
    ...kept,
    state: state === 'ended' && hasBegun === false ? ('told' as const) : state,
  }))
export type KeptRun = z.infer<typeof Kept>

const isUnfinished = ({ state }: KeptRun) => state === 'new' || state === 'open' || state === 'told'

/** Since when runs count, and up to when the gateway's log was read, milliseconds. */
const Span = z.object({ first: z.number(), last: z.number() })

/** Foreign runs that this Mac has seen, through restarts. */
export function openAdoptionFiles(dataFolder: string, now = Date.now()) {
  const folder = privateFolder(dataFolder, 'foreign')
  const spanFile = join(privateFolder(dataFolder), 'foreign-span.json')
  const nameOf = (runId: string) => `${sha256Hex(runId).slice(0, 32)}.json`
  const oldest = now - keptDays * 86_400_000
  for (const name of readdirSync(folder)) {
    const file = join(folder, name)
    if (statSync(file).mtimeMs >= oldest) continue
    const kept = name.endsWith('.json') ? readWhole(file, Kept) : null
    if (!kept || !isUnfinished(kept)) rmSync(file)
  }
  if (!readWhole(spanFile, Span)) writeWhole(spanFile, { first: now, last: now })
  /** A moment ahead of the clock was written by a wrong one: up to when was read is then not known. */
  function span(): z.infer<typeof Span> {
    const now = Date.now()
    const kept = readWhole(spanFile, Span) ?? { first: now, last: now }
    if (kept.last <= now) return kept
    const first = Math.min(kept.first, now)
    writeWhole(spanFile, { first, last: first })
    return { first, last: first }
  }
  const unfinished = () => readAll(folder).filter(isUnfinished)
  /** Tasks. */
  const owed = new Set(unfinished().flatMap(({ adoption }) => adoption?.taskId ?? []))
  return {
    find: (runId: string) => readWhole(join(folder, nameOf(runId)), Kept),
    keep(kept: KeptRun): void {
      writeWhole(join(folder, nameOf(kept.run.runId)), kept)
      if (!kept.adoption) return
      if (isUnfinished(kept)) owed.add(kept.adoption.taskId)
      else owed.delete(kept.adoption.taskId)
    },
    /** It was asked for from here, and the record does not have its end. */
    isOwed: (taskId: string): boolean => owed.has(taskId),
    /** What is not over, or not on the record yet. */
    unfinished,
    span,
    readUpTo(last: number): void {
      const { first, last: before } = span()
      writeWhole(spanFile, { first, last: Math.max(before, last) })
    },
  }
}
export type AdoptionFiles = ReturnType<typeof openAdoptionFiles>

const readAll = (folder: string): KeptRun[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => readWhole(join(folder, name), Kept) ?? [])
