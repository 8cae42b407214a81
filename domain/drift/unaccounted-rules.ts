import { starterOf, starterWords } from '../run/foreign-run-rules.ts'
import type { Side } from './finding.ts'
import type { Found } from './look-rules.ts'

/** A run that the gateway's log shows and that is none of our tasks' own. */
export interface LoggedRun {
  runId: string
  sessionKey: string
  openclawAgentId: string
  /** Milliseconds; null where the gateway named no time that could be. */
  startedAt: number | null
}

/** As long as a look looks back, milliseconds: two days, as looks may be a day apart and a run is due a look later. */
export const lookBackMs = 172_800_000
/** Between two looks, milliseconds, where the config names no other time. */
export const defaultLookEveryMs = 300_000

/**
 * Of one agent and one who starts it there is one finding, however often that runs. What began less than `lookEveryMs`
 * ago, the time between two looks, is on its way into the record.
 */
export function unaccounted(
  runs: readonly LoggedRun[],
  isAccounted: (run: LoggedRun) => boolean,
  { now, lookEveryMs }: { now: number; lookEveryMs: number },
  hashOf: (text: string) => string,
): Found[] {
  const isDue = ({ startedAt }: LoggedRun) => startedAt === null || startedAt <= now - lookEveryMs
  const found = new Map<string, Found>()
  for (const run of runs.filter((one) => isDue(one) && !isAccounted(one))) {
    const name = starterWords(starterOf(run.sessionKey, null, null))
    const key = `${run.openclawAgentId}/${name}`
    if (!found.has(key)) found.set(key, foundOf(run, { key, name }, hashOf))
  }
  return [...found.values()]
}

function foundOf(
  { runId, sessionKey, openclawAgentId, startedAt }: LoggedRun,
  { key, name }: { key: string; name: string },
  hashOf: (text: string) => string,
): Found {
  const began = startedAt === null ? 'at an unknown time' : new Date(startedAt).toISOString()
  const line = `run ${runId} in ${sessionKey}, began ${began}`.slice(0, 400)
  const theirs: Side = { hash: hashOf(key), line, text: null, isMasked: false }
  const subject = { key, name, where: `OpenClaw’s agent ${openclawAgentId}` }
  return { kind: 'run', difference: 'extra', subject, projectId: null, ours: null, theirs }
}
