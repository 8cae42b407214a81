import { setTimeout as sleep } from 'node:timers/promises'
import type { RunDesk } from '#activities/openclaw/executor-desk.ts'
import { FollowedRun } from '#activities/openclaw/followed-run.ts'
import type { Gateway } from '#activities/openclaw/openclaw-client.ts'
import { usedUpWords } from '#activities/openclaw/run-spend.ts'
import type { Adoption, AdoptionAnswer } from '#domain/run/adoption.ts'
import type { ForeignRun } from '#domain/run/foreign-run.ts'
import { isOwnSession } from '#domain/run/foreign-run-rules.ts'
import type { RunInput, RunItem } from '#domain/run/run.ts'
import type { AdoptionFiles, KeptRun } from './adoption-file.ts'

export interface AdoptionsDeps {
  files: AdoptionFiles
  desk: RunDesk
  gateway: Gateway
  /** Asks the control plane for the run's task. Throws where it does not answer. */
  adopt(run: ForeignRun): Promise<AdoptionAnswer>
  /** Whether the record has how it ended. Throws where the control plane does not answer. */
  isRecorded(run: ForeignRun): Promise<boolean>
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
/** Between looks whether the record has an end; each is twice the one before, up to this. */
const mostAgainMs = 60_000

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
    for (const kept of this.deps.files.unfinished()) {
      if (kept.state === 'told') this.settle(kept)
      else void this.take(kept.run)
    }
  }

  isKnown = (runId: string): boolean => this.works.has(runId) || this.deps.files.find(runId) !== null

  /** A run has begun in this session, and what it is is being found out. */
  announce(sessionKey: string, found: Promise<void>): void {
    this.hold(sessionKey, found)
  }

  /** On disk before it returns; a repeat is none. Until it is over. */
  take(run: ForeignRun): Promise<void> {
    const { files } = this.deps
    const known = files.find(run.runId)
    const isOver = known && known.state !== 'new' && known.state !== 'open'
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
    if (before && before.input.runId !== run.runId)
      for (const item of this.close(before.input)) desk.tell(before.input.taskId, item)
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
    const { gateway, masked, desk } = this.deps
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
    const items: RunItem[] = []
    if (transcript) items.push({ kind: 'transcript', id: `transcript-${runId}`, at, stepId, ...transcript })
    items.push({ kind: 'foreign_end', id: `end-${runId}`, at, stepId, end })
    const told = [...this.close(inputOf(run, adoption)), ...items]
    const kept = { run, state: 'told' as const, adoption, items: told }
    this.deps.files.keep(kept)
    this.settle(kept)
  }

  /** Tells its task until the record has its end: Temporal may lose what it took, and not have the workflow for days. */
  private settle(kept: KeptRun): void {
    this.untilRecorded(kept).catch((error) => this.deps.onError(error, `the foreign run ${kept.run.runId}`))
  }

  private async untilRecorded({ run, adoption, items = [] }: KeptRun): Promise<void> {
    const { isRecorded, desk, files, againMs = 2_000 } = this.deps
    const { signal } = this.stopping
    const tell = () => {
      for (const item of items) if (adoption) desk.tell(adoption.taskId, item)
    }
    tell()
    for (let waitMs = againMs; !signal.aborted; waitMs = Math.min(2 * waitMs, mostAgainMs)) {
      await sleep(waitMs, undefined, { signal }).catch(() => {})
      const answer = signal.aborted ? null : await isRecorded(run).catch(() => null)
      if (answer) return files.keep({ run, state: 'ended', adoption })
      if (answer === false) tell()
    }
  }

  /**
   * What it reported, which goes on without it: also what Temporal took, which the workflow may not have recorded. Of
   * effects the journal is asked.
   */
  private close({ sessionKey, runId }: Pick<RunInput, 'sessionKey' | 'runId'>): RunItem[] {
    const open = this.deps.desk.find(sessionKey)
    if (open?.input.runId !== runId) return []
    const unsent = new Set(open.unsent().map(({ id }) => id))
    open.close()
    return open.items().filter(({ id, kind }) => kind !== 'effect' || unsent.has(id))
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
