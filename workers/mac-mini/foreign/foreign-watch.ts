import { setTimeout as sleep } from 'node:timers/promises'
import { askedOf } from '#activities/openclaw/foreign-transcript.ts'
import { type EarlierRuns, foreignRunsSince, shownIn } from '#activities/openclaw/gateway-runs.ts'
import { jobsOf } from '#activities/openclaw/gateway-snapshot.ts'
import type { Gateway } from '#activities/openclaw/openclaw-client.ts'
import type { Masking } from '#activities/openclaw/sides.ts'
import { takenUpBy } from '#activities/openclaw/transcript.ts'
import type { LoggedRun } from '#domain/drift/unaccounted-rules.ts'
import type { ForeignRun } from '#domain/run/foreign-run.ts'
import { agentOfKey, jobIdOf, starterOf } from '#domain/run/foreign-run-rules.ts'
import { forgetOldest } from '../bridge/known-runs.ts'
import type { AdoptionFiles } from './adoption-file.ts'
import type { Adoptions } from './adoptions.ts'

export interface ForeignWatchDeps extends Masking {
  adoptions: Pick<Adoptions, 'take' | 'isKnown' | 'announce'>
  files: AdoptionFiles
  gateway: Gateway
  onError(error: Error, where: string): void
  /** Between readings of the gateway's log, milliseconds. */
  everyMs?: number
}

/** What the plugin says of a run that begins. */
export interface BegunRun {
  runId: string
  sessionKey: string
  agentId?: string | undefined
  trigger?: string | undefined
  prompt?: string | undefined
}

/** Clocks are read at both ends, and what is read twice is known by its id. */
const overlapMs = 3_600_000
const mostWords = 4_000
const mostOurs = 10_000
const patienceMs = 10_000
/** Of 10,000 runs each. A log that goes on after that is no gateway’s. */
const mostParts = 100

/** Sees runs that nobody here asked for: as they begin, by the plugin, and afterwards, by the gateway's own log. */
export function watchForeignRuns(deps: ForeignWatchDeps) {
  const { adoptions, gateway, onError, everyMs = 60_000 } = deps
  let reading: Promise<void> | null = null
  const ours = new OursFound()

  /** What happened while this worker, or the way to the gateway, was away. One reading at a time. */
  function look(): void {
    if (reading || gateway.link().state !== 'connected') return
    reading = readLog(deps, ours)
      .catch((error) => onError(error, 'the log of the gateway'))
      .finally(() => {
        reading = null
      })
  }

  const forget = gateway.onChange((link) => {
    if (link.state === 'connected') look()
  })
  const timer = setInterval(look, everyMs)
  return {
    /** As the plugin sees it begin. */
    began(begun: BegunRun): void {
      const { runId, sessionKey, agentId } = begun
      if (adoptions.isKnown(runId)) return
      const openclawAgentId = agentId ?? agentOfKey(sessionKey)
      const run = { runId, sessionKey, openclawAgentId, startedAt: Date.now() }
      const found = described(deps, run, begun).then((one) => {
        void adoptions.take(one)
      })
      adoptions.announce(sessionKey, found)
      found.catch((error) => onError(error, `the foreign run ${runId}`))
    },
    stop(): void {
      clearInterval(timer)
      forget()
    },
  }
}

/** Runs of the log that turned out to be ours: their transcripts are not read for it again. The newest are kept. */
class OursFound {
  private readonly ids = new Set<string>()

  has = (runId: string): boolean => this.ids.has(runId)

  note = (runId: string): void => {
    this.ids.add(runId)
    forgetOldest(this.ids, mostOurs)
  }
}

async function readLog(deps: ForeignWatchDeps, ours: OursFound): Promise<void> {
  const { adoptions, files, gateway } = deps
  const { first, last } = files.span()
  const now = Date.now()
  const isKnown = (runId: string) => adoptions.isKnown(runId) || ours.has(runId)
  const since = Math.max(first, last - overlapMs)
  const known = { isKnown, noteOurs: ours.note }
  let isWhole = true
  const found: LoggedRun[][] = []
  let part: EarlierRuns | null = null
  for (let parts = 0; parts === 0 || part; parts++) {
    if (parts === mostParts)
      throw new Error(`more than ${parts} parts of it are new, and the rest was not read`)
    const { runs, hasLeftOut, earlier } = await foreignRunsSince(gateway, since, known, part)
    found.push(runs)
    isWhole &&= !hasLeftOut
    part = earlier
  }
  // The oldest first, which are read last: of one session the gate knows the run that began last.
  for (const runs of found.reverse()) await takeAll(deps, runs)
  // The next look goes on with what this one left.
  if (isWhole) files.readUpTo(now)
}

async function takeAll(
  { adoptions, gateway, ...deps }: Omit<ForeignWatchDeps, 'files'>,
  runs: LoggedRun[],
): Promise<void> {
  for (const run of runs) {
    // The plugin may have told of it meanwhile.
    if (adoptions.isKnown(run.runId)) continue
    const messages = (await shownIn(gateway, run.sessionKey, [run.runId])) ?? []
    // The gateway's own recovery of a run that is known is told with that one.
    if (takenUpBy(messages, run.runId).some(adoptions.isKnown)) continue
    const prompt = askedOf(messages, run.runId)
    const over = adoptions.take(await described({ gateway, ...deps }, run, { prompt }))
    // Most are over long since: one after another, whatever came together while this worker was away.
    await Promise.race([over, sleep(patienceMs, undefined, { ref: false })])
  }
}

async function described(
  deps: Pick<ForeignWatchDeps, 'gateway' | 'masked' | 'maskedValue'>,
  run: LoggedRun,
  { prompt = '', trigger }: Pick<BegunRun, 'prompt' | 'trigger'>,
): Promise<ForeignRun> {
  const jobId = jobIdOf(run.sessionKey)
  const jobName = jobId ? await nameOfJob(deps, jobId) : null
  return {
    runId: run.runId.slice(0, 300),
    sessionKey: run.sessionKey.slice(0, 500),
    openclawAgentId: run.openclawAgentId.slice(0, 120),
    starter: starterOf(run.sessionKey, trigger ?? null, jobName),
    startedAt: run.startedAt === null ? null : new Date(run.startedAt).toISOString(),
    message: deps.masked(prompt.replaceAll('\u0000', '').toWellFormed()).slice(0, mostWords),
  }
}

async function nameOfJob(deps: Parameters<typeof jobsOf>[0], jobId: string): Promise<string | null> {
  const jobs = await jobsOf(deps).catch(() => [])
  return jobs.find(({ id }) => id === jobId)?.name ?? null
}
