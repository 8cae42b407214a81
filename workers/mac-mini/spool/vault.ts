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
  const fileOf = (proposalId: string) => join(folder, `${proposalId.replaceAll(/[^a-z0-9_]/g, '')}.json`)
  return {
    keep(proposalId, tool, parameters) {
      writeWhole(fileOf(proposalId), { tool, parameters })
    },
    find({ proposalId, tool, hash }) {
      const kept = readWhole(fileOf(proposalId), Kept)
      const isTheOne = kept && kept.tool === tool && parametersHash(kept.tool, kept.parameters) === hash
      return isTheOne ? kept.parameters : null
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
