import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { sha256Hex } from '#domain/ledger/digest.ts'
import { Adoption } from '#domain/run/adoption.ts'
import { ForeignRun } from '#domain/run/foreign-run.ts'
import { privateFolder, readWhole, writeWhole } from '../spool/durable-file.ts'

/** As long as the gateway's log of activity goes back, so that what it shows is never taken for new. */
const keptDays = 35

const Kept = z.object({
  run: ForeignRun,
  /** Not told to the control plane yet; followed; over; or of no agent of ours. */
  state: z.enum(['new', 'open', 'ended', 'nobody']),
  adoption: Adoption.nullable(),
  /** Its task's workflow has taken something, or was over before it could. Absent: of a worker that did not note it. */
  hasBegun: z.boolean().optional(),
})
export type KeptRun = z.infer<typeof Kept>

/** Somebody is to be told of it yet, however long that takes. */
const isOwed = ({ state, hasBegun }: KeptRun) => state !== 'nobody' && hasBegun === false

/** Since when runs count, and up to when the gateway's log was read, milliseconds. */
const Span = z.object({ first: z.number(), last: z.number() })

/** Foreign runs that this Mac has seen, through restarts. */
export function openAdoptionFiles(dataFolder: string, now = Date.now()) {
  const folder = privateFolder(dataFolder, 'foreign')
  const spanFile = join(privateFolder(dataFolder), 'foreign-span.json')
  const nameOf = (runId: string) => `${sha256Hex(runId).slice(0, 32)}.json`
  const find = (runId: string) => readWhole(join(folder, nameOf(runId)), Kept)
  const write = (kept: KeptRun) => writeWhole(join(folder, nameOf(kept.run.runId)), kept)
  const oldest = now - keptDays * 86_400_000
  for (const name of readdirSync(folder)) {
    const file = join(folder, name)
    if (statSync(file).mtimeMs >= oldest) continue
    const kept = name.endsWith('.json') ? readWhole(file, Kept) : null
    if (!kept || !isOwed(kept)) rmSync(file)
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
  /** By task: its run. */
  const notBegun = new Map<string, string>()
  const all = () => readAll(folder)
  for (const { run, adoption, hasBegun } of all())
    if (adoption && !hasBegun) notBegun.set(adoption.taskId, run.runId)
  return {
    find,
    keep({ hasBegun: _, ...kept }: KeptRun): void {
      const { run, adoption } = kept
      const hasBegun = find(run.runId)?.hasBegun ?? false
      write({ ...kept, hasBegun })
      if (adoption && !hasBegun) notBegun.set(adoption.taskId, run.runId)
    },
    /** It was asked for from here, and no workflow of it has been heard of. */
    hasNotBegun: (taskId: string): boolean => notBegun.has(taskId),
    noteBegun(taskId: string): void {
      const runId = notBegun.get(taskId)
      const kept = runId === undefined ? null : find(runId)
      notBegun.delete(taskId)
      if (kept) write({ ...kept, hasBegun: true })
    },
    /** What is not over. */
    unfinished: (): KeptRun[] => all().filter(({ state }) => state === 'new' || state === 'open'),
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
