import { setTimeout as sleep } from 'node:timers/promises'
import { endProcess, type Process, type ProcessRecords } from './processes.ts'
import type { Say } from './temporal-build.ts'

/** A process that runs until it is stopped. */
export interface Running {
  process: Process
  /** When it ends by itself: why. */
  ended: Promise<string>
}

export interface Part {
  name: string
  /** Tells the number of its process as soon as there is one, long before it is ready. */
  start(spawned: (pid: number) => void): Promise<Running>
  /** How long it may take to end by itself when asked to. */
  patienceMs?: number
  /** SIGTERM unless given. */
  stopSignal?: NodeJS.Signals
}

const backOff = { firstMs: 500, mostMs: 30_000, calmMs: 60_000 }

/** Keeps parts running: what dies is started again, later each time, and it says so. */
export class Supervisor {
  private readonly parts = new Map<string, { part: Part; running: Running | null }>()
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
    const running = await this.start(part)
    this.parts.set(part.name, { part, running })
    if (this.stopping.signal.aborted) {
      await this.stopOne(part.name)
      throw new Error('stopped while starting')
    }
    this.watches.push(this.watch(part, running))
    return running
  }

  pids(): Record<string, number> {
    const running = [...this.parts].filter(([, { running }]) => running !== null)
    return Object.fromEntries(running.map(([name, { running }]) => [name, running?.process.pid ?? 0]))
  }

  /** In the given order, each fully before the next. Parts within one group at the same time. */
  async stop(order: string[][]): Promise<void> {
    this.stopping.abort()
    for (const group of order) await Promise.all(group.map((name) => this.stopOne(name)))
    await Promise.all(this.watches)
  }

  private async stopOne(name: string) {
    const entry = this.parts.get(name)
    if (!entry?.running) return
    await endProcess(entry.running.process, entry.part.patienceMs ?? 15_000, entry.part.stopSignal)
    this.records.remove(name)
  }

  private async watch(part: Part, first: Running) {
    let running = first
    for (let inMs = backOff.firstMs; ; ) {
      const since = Date.now()
      const why = await Promise.race([running.ended, this.untilStopping])
      if (this.stopping.signal.aborted) return
      if (Date.now() - since > backOff.calmMs) inMs = backOff.firstMs
      this.set(part.name, null)
      this.say(`${part.name} ended (${why}): starting it again in ${inMs / 1000} s`)
      const next = await this.startAgain(part, inMs)
      if (!next) return
      running = next.running
      inMs = Math.min(next.inMs * 2, backOff.mostMs)
    }
  }

  private async startAgain(part: Part, firstMs: number): Promise<{ running: Running; inMs: number } | null> {
    for (let inMs = firstMs; ; inMs = Math.min(inMs * 2, backOff.mostMs)) {
      const isStopping = await sleep(inMs, false, { signal: this.stopping.signal }).catch(() => true)
      if (isStopping) return null
      try {
        const running = await this.start(part)
        this.set(part.name, running)
        if (this.stopping.signal.aborted) await this.stopOne(part.name)
        else this.say(`${part.name} runs again`)
        return { running, inMs }
      } catch (error) {
        this.say(`${part.name} does not start: ${(error as Error).message.split('\n')[0]}`)
      }
    }
  }

  private async start(part: Part): Promise<Running> {
    const running = await part.start((pid) => this.records.add(part.name, pid))
    this.records.add(part.name, running.process.pid)
    return running
  }

  private set(name: string, running: Running | null) {
    const entry = this.parts.get(name)
    if (entry) entry.running = running
  }
}
