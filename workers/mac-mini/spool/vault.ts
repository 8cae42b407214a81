import { join } from 'node:path'
import { z } from 'zod'
import type { ParameterVault } from '#activities/openclaw/executor-desk.ts'
import { parametersHash } from '#domain/ledger/digest.ts'
import { Parameters } from '#domain/run/run.ts'
import { privateFolder, readWhole, writeWhole } from './durable-file.ts'

const Kept = z.object({ tool: z.string(), parameters: Parameters })

/** The full parameters of what was proposed: they never leave this Mac; the record holds them masked, by hash. */
export function openVault(dataFolder: string): ParameterVault {
  const folder = privateFolder(dataFolder, 'vault')
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
