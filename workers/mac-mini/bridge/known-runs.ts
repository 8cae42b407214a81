import type { z } from 'zod'
import type { OpenRun, RunDesk } from '#activities/openclaw/executor-desk.ts'
import { recoveryTool } from '#activities/openclaw/transcript.ts'
import { isOwnRun } from '#domain/run/foreign-run-rules.ts'
import type { SeenCall } from './contract.ts'

type Seen = z.output<typeof SeenCall>

/** Kept in memory; a recovery that is forgotten is asked for approval again. */
const mostRecoveries = 200
const mostSessions = 500

/** Whose a run in one of our sessions is. */
export class KnownRuns {
  /** Runs by which a gateway that restarted goes on with ours. */
  private readonly recoveries = new Set<string>()
  /** The run that was last seen to start in a session. */
  private readonly lastRuns = new Map<string, string>()

  /** Runs that the plugin told of. */
  private readonly told = new Set<string>()

  constructor(private readonly desk: RunDesk) {}

  /** In this process: what another one was told is lost with it. */
  hasSeen(runId: string): boolean {
    return this.told.has(runId)
  }

  /** The run that is open in its session, also where the gateway itself took that up again, or any that is a task's. */
  isOfOurs({ runId = '', sessionKey }: Seen): boolean {
    const run = this.desk.find(sessionKey)
    return isOwnRun(runId) || (run !== null && this.isOurs(run, runId))
  }

  /** Only these have our run's grants: others in our sessions (announcements, wake-ups) nobody here started. */
  note({ runId, sessionKey, provenance }: Seen): void {
    const source = (provenance as { sourceTool?: unknown } | null)?.sourceTool
    if (!runId || !this.desk.find(sessionKey)) return
    this.told.add(runId)
    forgetOldest(this.told, mostSessions)
    this.lastRuns.set(sessionKey, runId)
    forgetOldest(this.lastRuns, mostSessions)
    if (source !== recoveryTool) return
    this.recoveries.add(runId)
    forgetOldest(this.recoveries, mostRecoveries)
  }

  /** The plugin forgets which call was of which run when it is registered again; the session tells. */
  runIdOf({ sessionKey, runId }: { sessionKey: string; runId?: string }): string | undefined {
    return runId ?? this.lastRuns.get(sessionKey) ?? this.desk.find(sessionKey)?.input.runId
  }

  isOurs(run: OpenRun, runId = ''): boolean {
    return runId === run.input.runId || this.recoveries.has(runId)
  }

  /** It gives the id of a task's run that is not the one that is open here. */
  isOfAnother(run: OpenRun, { runId = '' }: { runId?: string | undefined }): boolean {
    return isOwnRun(runId) && runId !== run.input.runId
  }
}

export function forgetOldest(kept: Set<string> | Map<string, unknown>, most: number): void {
  const [oldest] = kept.keys()
  if (kept.size > most && oldest !== undefined) kept.delete(oldest)
}
