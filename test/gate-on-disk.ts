import type { KillOrders } from '#domain/kill-switch/kill-switch.ts'
import { parametersHash } from '#domain/ledger/digest.ts'
import type { CallTerms } from '#domain/run/call-terms.ts'
import type { Parameters, RunInput } from '#domain/run/run.ts'
import type { StartTerms } from '#domain/run/start-terms.ts'
import { ArtifactShelf } from '#workers/mac-mini/artifacts/artifact-shelf.ts'
import { Gate, proposalIdOf } from '#workers/mac-mini/bridge/gate.ts'
import { openKillSwitch } from '#workers/mac-mini/kill-switch.ts'
import { openJournal } from '#workers/mac-mini/spool/journal.ts'
import { openRunDesk } from '#workers/mac-mini/spool/run-desk.ts'
import { openVault } from '#workers/mac-mini/spool/vault.ts'
import { aGrant, aRunInput } from './builders.ts'

/** The gate of an executor on what it keeps on disk; nothing is sent. Only send_message is the worker's own. */
export function gateOnDisk(dataFolder: string) {
  const journal = openJournal(dataFolder)
  const vault = openVault(dataFolder)
  const pace = { firstMs: 60_000, gapMs: 60_000, calmGapMs: 60_000 }
  const desk = openRunDesk({ dataFolder, send: async () => {}, pace })
  const shelf = new ArtifactShelf(dataFolder)
  const told: { orders: KillOrders; terms: CallTerms | null; start: StartTerms | null } = {
    orders: { everything: null, scopes: {}, agents: {} },
    terms: { isClaimed: true, deniedTools: [], domains: null },
    start: { refusal: null },
  }
  const callTerms = async () => {
    if (!told.terms) throw new Error('the control plane is away')
    return told.terms
  }
  const startTerms = async (): Promise<StartTerms> => {
    if (!told.start) throw new Error('the control plane is away')
    return told.start
  }
  const killSwitch = openKillSwitch({ dataFolder, ask: async () => told.orders })
  const gate = new Gate({
    desk,
    journal,
    vault,
    killSwitch,
    callTerms,
    isOwnTool: async (tool) => tool === 'send_message',
  })

  /** A grant for a call that was proposed by an earlier run, as the workflow gives it. */
  function approved(tool: string, parameters: Parameters, name = 'p') {
    const hash = parametersHash(tool, parameters)
    const proposalId = proposalIdOf('run-0', tool, hash)
    vault.keep(proposalId, tool, parameters)
    return aGrant({ proposalId, tool, hash, effectKey: `task/t_test/s1/${name}`, grantId: `g_${name}` })
  }
  const open = (change: Partial<RunInput> = {}) => desk.open(aRunInput(change))
  const call = (tool: string, params: Parameters, change: { runId?: string; sessionKey?: string } = {}) => ({
    sessionKey: aRunInput().sessionKey,
    runId: aRunInput().runId,
    toolCallId: 'call-1',
    tool,
    params,
    ...change,
  })
  return {
    ...{ dataFolder, journal, vault, desk, shelf, killSwitch, callTerms, startTerms, told, gate },
    ...{ approved, open, call },
  }
}
