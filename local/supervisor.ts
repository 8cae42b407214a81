import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { endProcess, type Process, type ProcessRecords, processOf } from './processes.ts'
import { tellWhile } from './progress.ts'
import type { Say } from './temporal-build.ts'

/** A process that runs until it is stopped. */
export interface Running {
  process: Process
  /** When it ends by itself: why. */
  ended: Promise<string>
}

export interface Part {
  name: string
  /**
   * Tells the number of its process as soon as there is one, long before it is ready. Gives up when the signal is
   * aborted; the process that it told of is ended by the supervisor.
   */
  start(spawned: (pid: number) => void, signal: AbortSignal): Promise<Running>
  /** How long it may take to end by itself when asked to. */
  patienceMs?: number
  /** SIGTERM unless given. */
  stopSignal?: NodeJS.Signals
}

interface Entry {
  part: Part
  /** From the moment that it is there; it may not be ready yet, or be over already. */
  process: Process | null
  isReady: boolean
  /** The last start: settles when it is over, well or not. */
  starting: Promise<unknown>
  /** Aborted once it may start again; null where nobody kept it down. */
  keptDown: AbortSignal | null
}

const backOff = { firstMs: 500, mostMs: 30_000, calmMs: 10_000 }

/** Keeps parts running: what dies is started again, later each time, and it says so. */
export class Supervisor {
  private readonly entries = new Map<string, Entry>()
  private readonly watches: Promise<void>[] = []
  private readonly stopping = new AbortController()
  private readonly untilStopping = new Promise<string>((resolve) => {
    this.stopping.signal.addEventListener('abort', () => resolve('stopping'))
  })

  constructor(
    private readonly say: Say,
    private readonly records: ProcessRecords,
  ) {}

  /** Starts a part; the first start must succeed. */
  async add(part: Part): Promise<Running> {
    const entry: Entry = { part, process: null, isReady: false, starting: Promise.resolve(), keptDown: null }
    // Known before it starts, so that a stop meanwhile ends it.
    this.entries.set(part.name, entry)
    const running = await tellWhile(this.say, `waiting for ${part.name}`, this.start(entry))
    this.watches.push(this.watch(entry, running))
    return running
  }

  pids(): Record<string, number> {
    const ready = [...this.entries].filter(([, { isReady }]) => isReady)
    return Object.fromEntries(ready.map(([name, { process }]) => [name, process?.pid ?? 0]))
  }

  /** Once it has ended it is not started again until it is let: what this answers lets it. */
  keepDown(name: string): () => void {
    const entry = this.entries.get(name)
    if (!entry) throw new Error(`there is no ${name} to keep down`)
    const letGo = new AbortController()
    entry.keptDown = letGo.signal
    return () => letGo.abort()
  }

  /** In the given order, each fully before the next. Parts within one group at the same time. */
  async stop(order: string[][]): Promise<void> {
    this.stopping.abort()
    for (const group of order) await Promise.all(group.map((name) => this.stopOne(name)))
    await Promise.all(this.watches)
  }

  private async stopOne(name: string) {
    const entry = this.entries.get(name)
    if (!entry) return
    await this.end(entry)
    // A start that was under way may have made its process only now.
    await entry.starting
    await this.end(entry)
    this.records.remove(name)
  }

  private async end({ process, part }: Entry) {
    if (process) await endProcess(process, part.patienceMs ?? 15_000, part.stopSignal)
  }

  private async watch(entry: Entry, first: Running) {
    const { name } = entry.part
    let running = first
    for (let inMs = backOff.firstMs; ; ) {
      const since = Date.now()
      const why = await Promise.race([running.ended, this.untilStopping])
      if (this.stopping.signal.aborted) return
      if (Date.now() - since > backOff.calmMs) inMs = backOff.firstMs
      entry.isReady = false
      this.say(`${name} ended (${why}): starting it again in ${inMs / 1000} s`)
      const next = await this.startAgain(entry, inMs)
      if (!next) return
      running = next.running
      inMs = Math.min(next.inMs * 2, backOff.mostMs)
    }
  }

  private async startAgain(
    entry: Entry,
    firstMs: number,
  ): Promise<{ running: Running; inMs: number } | null> {
    const { name } = entry.part
    for (let inMs = firstMs; ; inMs = Math.min(inMs * 2, backOff.mostMs)) {
      await sleep(inMs, undefined, { signal: this.stopping.signal }).catch(() => {})
      await this.untilLetGo(entry)
      if (this.stopping.signal.aborted) return null
      try {
        const running = await this.start(entry)
        this.say(`${name} runs again`)
        return { running, inMs }
      } catch (error) {
        if (this.stopping.signal.aborted) return null
        this.say(`${name} does not start: ${(error as Error).message.split('\n')[0]}`)
      }
    }
  }

  private async untilLetGo({ keptDown }: Entry): Promise<void> {
    if (!keptDown || keptDown.aborted) return
    await Promise.race([once(keptDown, 'abort'), this.untilStopping])
  }

  private start(entry: Entry): Promise<Running> {
    const starting = this.startNow(entry)
    entry.starting = starting.catch(() => {})
    return starting
  }

  private async startNow(entry: Entry): Promise<Running> {
    const { signal } = this.stopping
    const expectGoingOn = () => {
      if (signal.aborted) throw new Error('stopped while starting')
    }
    expectGoingOn()
    const running = await entry.part.start((pid) => this.hasProcess(entry, processOf(pid)), signal)
    this.hasProcess(entry, running.process)
    expectGoingOn()
    entry.isReady = true
    return running
  }

  private hasProcess(entry: Entry, process: Process) {
    entry.process = process
    this.records.add(entry.part.name, process.pid)
  }
}
