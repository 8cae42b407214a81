import { setTimeout as sleep } from 'node:timers/promises'
import type { RunDesk } from '#activities/openclaw/executor-desk.ts'
import { FollowedRun } from '#activities/openclaw/followed-run.ts'
import type { Gateway } from '#activities/openclaw/openclaw-client.ts'
import { usedUpWords } from '#activities/openclaw/run-spend.ts'
import type { Adoption, AdoptionAnswer } from '#domain/run/adoption.ts'
import type { ForeignRun } from '#domain/run/foreign-run.ts'
import { isOwnSession } from '#domain/run/foreign-run-rules.ts'
import type { RunInput } from '#domain/run/run.ts'
import type { AdoptionFiles } from './adoption-file.ts'

export interface AdoptionsDeps {
  files: AdoptionFiles
  desk: RunDesk
  gateway: Gateway
  /** Asks the control plane for the run's task. Throws where it does not answer. */
  adopt(run: ForeignRun): Promise<AdoptionAnswer>
  masked(text: string): string
  /** It is open on the desk now. */
  onOpen?(run: RunInput): void
  /** It is to be ended on its gateway, and it alone. */
  onHeld?(run: Pick<ForeignRun, 'sessionKey' | 'runId'>, held: string): void
  onError(error: Error, where: string): void
  /** Between tries, milliseconds. */
  againMs?: number
}

const stepId = 's1'
/** The plugin waits 8 s for the gate. */
const heldMs = 6_000
const endMs = 1_000

/** Makes tasks of runs that nobody here asked for, once each, and follows them to their end. */
export class Adoptions {
  private readonly stopping = new AbortController()
  private readonly works = new Map<string, Promise<void>>()
  /** By run: why it is being ended. */
  private readonly ends = new Map<string, string>()
  /** By session: until the run that began there has its task. */
  private readonly asking = new Map<string, Promise<unknown>>()

  constructor(private readonly deps: AdoptionsDeps) {}

  /** Goes on with what an earlier worker left. */
  start(): void {
    for (const { run } of this.deps.files.unfinished()) void this.take(run)
  }

  isKnown = (runId: string): boolean => this.works.has(runId) || this.deps.files.find(runId) !== null

  /** A run has begun in this session, and what it is is being found out. */
  announce(sessionKey: string, found: Promise<void>): void {
    this.hold(sessionKey, found)
  }

  /** On disk before it returns; a repeat is none. Until it is over and told. */
  take(run: ForeignRun): Promise<void> {
    const { files } = this.deps
    const known = files.find(run.runId)
    const isOver = known?.state === 'ended' || known?.state === 'nobody'
    const under = this.works.get(run.runId)
    if (under || isOver) return under ?? Promise.resolve()
    if (!known) files.keep({ run, state: 'new', adoption: null })
    // Of its own: any number of them wait at once.
    const signal = AbortSignal.any([this.stopping.signal])
    const work = this.carryOut(known?.run ?? run, known?.adoption ?? null, signal)
      .catch((error) => {
        if (!this.stopping.signal.aborted) this.deps.onError(error, `the foreign run ${run.runId}`)
      })
      .finally(() => {
        this.works.delete(run.runId)
        this.ends.delete(run.runId)
      })
    this.works.set(run.runId, work)
    return work
  }

  /** Until a run that has just begun in this session has its task, so that the gate knows it. */
  async settled(sessionKey: string): Promise<void> {
    for (const end = Date.now() + heldMs; ; ) {
      const asking = this.asking.get(sessionKey)
      const leftMs = end - Date.now()
      if (!asking || leftMs <= 0) return
      await Promise.race([asking.catch(() => {}), sleep(leftMs, undefined, { ref: false })])
    }
  }

  private hold(sessionKey: string, asking: Promise<unknown>): void {
    this.asking.set(sessionKey, asking)
    const forget = () => {
      if (this.asking.get(sessionKey) === asking) this.asking.delete(sessionKey)
    }
    asking.then(forget, forget)
  }

  async stop(): Promise<void> {
    this.stopping.abort()
    // What a gateway has been asked may never be answered.
    await Promise.race([Promise.allSettled(this.works.values()), sleep(endMs, undefined, { ref: false })])
  }

  private async carryOut(run: ForeignRun, known: Adoption | null, signal: AbortSignal): Promise<void> {
    const asked = known ? Promise.resolve(known) : this.ask(run, signal)
    const opened = asked.then((adoption) => {
      if (adoption) this.open(run, adoption)
      return adoption
    })
    this.hold(run.sessionKey, opened)
    const adoption = await opened
    if (adoption) await this.follow(run, adoption, signal)
  }

  private async ask(run: ForeignRun, signal: AbortSignal): Promise<Adoption | null> {
    const { files, adopt, onError, againMs = 2_000 } = this.deps
    for (let hasFailed = false; ; hasFailed = true) {
      signal.throwIfAborted()
      try {
        const { adoption, why } = await adopt(run)
        if (!adoption) onError(new Error(why), `the foreign run ${run.runId}`)
        files.keep({ run, state: adoption ? 'open' : 'nobody', adoption })
        return adoption
      } catch (error) {
        if (!hasFailed) onError(error as Error, `the foreign run ${run.runId}`)
        await sleep(againMs, undefined, { signal })
      }
    }
  }

  /** For the gate: what it calls is held against its agent's policy, and told to its task. */
  private open(run: ForeignRun, adoption: Adoption): void {
    const { desk, onOpen } = this.deps
    if (adoption.held) this.end(run, adoption.held)
    // A wake-up in a session of ours: the session's own run is the one that the gate knows.
    if (isOwnSession(run.sessionKey)) return
    const before = desk.find(run.sessionKey)
    if (before && before.input.runId !== run.runId) this.close(before.input)
    const input = inputOf(run, adoption)
    const { spent } = desk.open(input).usage
    onOpen?.(input)
    const endSpent = () => this.endSpent(run, adoption)
    if (spent.aborted) endSpent()
    else spent.addEventListener('abort', endSpent, { once: true })
  }

  private endSpent(run: ForeignRun, { reserved }: Adoption): void {
    if (reserved) this.end(run, usedUpWords(reserved))
  }

  private end({ runId, sessionKey }: ForeignRun, why: string): void {
    if (this.ends.has(runId)) return
    this.ends.set(runId, why)
    this.deps.onHeld?.({ runId, sessionKey }, why)
  }

  private async follow(run: ForeignRun, adoption: Adoption, signal: AbortSignal): Promise<void> {
    const { gateway, masked, desk, files } = this.deps
    const { runId, sessionKey, startedAt } = run
    const reported = () => {
      const open = desk.find(sessionKey)
      return open?.input.runId === runId ? open.usage.reported() : null
    }
    const followed = new FollowedRun({
      ...{ gateway, runId, sessionKey, startedAt, signal, masked, reported, reserved: adoption.reserved },
      onSpent: () => this.endSpent(run, adoption),
      endedFor: () => this.ends.get(runId) ?? null,
    })
    const { end, transcript } = await followed.end()
    const at = new Date().toISOString()
    const input = inputOf(run, adoption)
    this.close(input)
    if (transcript)
      desk.tell(input.taskId, { kind: 'transcript', id: `transcript-${runId}`, at, stepId, ...transcript })
    desk.tell(input.taskId, { kind: 'foreign_end', id: `end-${runId}`, at, stepId, end })
    files.keep({ run, state: 'ended', adoption })
  }

  /** What it reported and is not through yet goes on without it. */
  private close({ sessionKey, runId, taskId }: Pick<RunInput, 'sessionKey' | 'runId' | 'taskId'>): void {
    const open = this.deps.desk.find(sessionKey)
    if (open?.input.runId !== runId) return
    const unsent = open.unsent()
    open.close()
    for (const item of unsent) this.deps.desk.tell(taskId, item)
  }
}

const inputOf = (
  { runId, sessionKey, openclawAgentId, message }: ForeignRun,
  { taskId, projectId, agentId, policy, reserved, held }: Adoption,
): RunInput => ({
  ...{ taskId, projectId, agentId, openclawAgentId, stepId, runId, sessionKey, message, policy },
  contextPack: { hash: '', system: '', task: '' },
  ...(reserved && { reserved }),
  ...(held && { held }),
  grants: [],
})
