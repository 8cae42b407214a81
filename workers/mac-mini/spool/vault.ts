import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { ParameterVault } from '#activities/openclaw/executor-desk.ts'
import { parametersHash } from '#domain/ledger/digest.ts'
import { Parameters } from '#domain/run/run.ts'
import { privateFolder, readWhole, writeWhole } from './durable-file.ts'

/** Longer than an approval may wait (90 days), and then a while: a Mac may be off when it comes. */
const keptDays = 120

const Kept = z.object({ tool: z.string(), parameters: Parameters })

/** The full parameters of what was proposed: they never leave this Mac; the record holds them masked, by hash. */
export function openVault(dataFolder: string): ParameterVault {
  const folder = privateFolder(dataFolder, 'vault')
  forgetOld(folder)
  const fileOf = (name: string) => join(folder, `${name.replaceAll(/[^a-z0-9_]/g, '')}.json`)
  return {
    keep(proposalId, tool, parameters) {
      writeWhole(fileOf(proposalId), { tool, parameters })
    },
    find({ proposalId, tool, hash, parameters }) {
      const isTheOne = (kept: z.output<typeof Kept> | null) =>
        kept?.tool === tool && parametersHash(kept.tool, kept.parameters) === hash
      const edited = fileOf(`${proposalId}_${hash}`)
      if (parameters && isTheOne({ tool, parameters }) && !readWhole(edited, Kept))
        writeWhole(edited, { tool, parameters })
      // What the agent asked for stays beside what an approver made of it: the same call may be proposed again.
      const kept = [fileOf(proposalId), edited].map((file) => readWhole(file, Kept))
      return kept.find(isTheOne)?.parameters ?? null
    },
  }
}

/** At start only. By age, not by what became of it: nothing that may still be granted is that old. */
function forgetOld(folder: string): void {
  const before = Date.now() - keptDays * 86_400_000
  for (const name of readdirSync(folder)) {
    const file = join(folder, name)
    if (statSync(file).mtimeMs < before) rmSync(file)
  }
}
