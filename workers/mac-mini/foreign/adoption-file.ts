import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { sha256Hex } from '#domain/ledger/digest.ts'
import { Adoption, ForeignRun } from '#domain/run/foreign-run.ts'
import { privateFolder, readWhole, writeWhole } from '../spool/durable-file.ts'

/** As long as the gateway's log of activity goes back, so that what it shows is never taken for new. */
const keptDays = 35

const Kept = z.object({
  run: ForeignRun,
  /** Not told to the control plane yet; followed; over; or of no agent of ours. */
  state: z.enum(['new', 'open', 'ended', 'nobody']),
  adoption: Adoption.nullable(),
})
export type KeptRun = z.infer<typeof Kept>

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
    if (statSync(file).mtimeMs < oldest) rmSync(file)
  }
  if (!readWhole(spanFile, Span)) writeWhole(spanFile, { first: now, last: now })
  return {
    find: (runId: string): KeptRun | null => readWhole(join(folder, nameOf(runId)), Kept),
    keep(kept: KeptRun): void {
      writeWhole(join(folder, nameOf(kept.run.runId)), kept)
    },
    /** What is not over. */
    unfinished(): KeptRun[] {
      const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
      const all = names.map((name) => readWhole(join(folder, name), Kept))
      return all.filter((kept): kept is KeptRun => kept?.state === 'new' || kept?.state === 'open')
    },
    span: () => readWhole(spanFile, Span) ?? { first: now, last: now },
    readUpTo(last: number): void {
      const span = readWhole(spanFile, Span) ?? { first: now, last: now }
      writeWhole(spanFile, { ...span, last: Math.max(span.last, last) })
    },
  }
}
export type AdoptionFiles = ReturnType<typeof openAdoptionFiles>
