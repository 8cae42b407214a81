import { Refused } from '#domain/errors.ts'
import type { LiveBatch, LiveWatched } from '#domain/live/live.ts'
import { Unavailable } from '../http/problem.ts'
import { LiveRing, type Sent } from './live-ring.ts'

export interface BoardLimits {
  /** Tasks that are looked at. */
  rings: number
  /** Of one task. */
  readers: number
  /** How long what nobody reads is kept for a reader who comes back, milliseconds. */
  graceMs: number
}
const usual: BoardLimits = { rings: 100, readers: 50, graceMs: 10_000 }

/** Who looks at which task, and what its run does. In memory only: the record is the ledger's. */
export class LiveBoard {
  /** By task: only those that somebody looks at, or did a moment ago. */
  private readonly rings = new Map<string, LiveRing>()
  private readonly limits: BoardLimits
  /** Of this process: events of another one are not behind a place that it named. */
  private readonly boot = crypto.randomUUID().slice(0, 8)
  private seq = 0

  constructor(limits: Partial<BoardLimits> = {}) {
    this.limits = { ...usual, ...limits }
  }

  /** Throws Unavailable where too many look already. Takes over who its executor is, should that have changed. */
  join(taskId: string, executorId: string, ring: () => void): { after(seq: number): Sent[]; leave(): void } {
    const known = this.rings.get(taskId)
    const mine = known?.executorId === executorId ? known : this.begin(taskId, executorId)
    if (mine.readers.size >= this.limits.readers) throw new Unavailable('the live view of this task')
    mine.readers.add(ring)
    return {
      after: (seq) => mine.after(seq),
      leave: () => {
        mine.readers.delete(ring)
        setTimeout(() => this.free(taskId, mine), this.limits.graceMs).unref()
      },
    }
  }

  /** Throws Refused, and takes nothing, where one of the tasks is another executor's. Others than watched ones are left out. */
  take(executorId: string, { runs }: LiveBatch): LiveWatched {
    for (const { taskId } of runs) {
      const owner = this.rings.get(taskId)?.executorId ?? executorId
      if (owner !== executorId) throw new Refused('role_may_not', `The task ${taskId} is on ${owner}.`)
    }
    for (const run of runs) {
      const ring = this.rings.get(run.taskId)
      ring?.take(run)
      if (ring?.hasEnded) setTimeout(() => ring.hasEnded && ring.forget(), this.limits.graceMs).unref()
    }
    const mine = [...this.rings].filter(([, ring]) => ring.executorId === executorId && ring.readers.size > 0)
    return { watched: mine.map(([taskId, { needsWhole }]) => ({ taskId, needsWhole })) }
  }

  /** The place that an event's id names; the beginning where it is of another process, or no id. */
  placeOf(id: string | undefined): number {
    const [boot, seq] = (id ?? '').split('.')
    return boot === this.boot && /^\d{1,15}$/.test(seq ?? '') ? Number(seq) : 0
  }

  get size(): number {
    return this.rings.size
  }

  private begin(taskId: string, executorId: string): LiveRing {
    if (!this.rings.has(taskId)) this.makeRoom()
    const ring = new LiveRing(
      executorId,
      () => ++this.seq,
      (seq) => `${this.boot}.${seq}`,
    )
    this.rings.set(taskId, ring)
    return ring
  }

  private makeRoom(): void {
    if (this.rings.size < this.limits.rings) return
    const unread = [...this.rings].find(([, { readers }]) => readers.size === 0)
    if (!unread) throw new Unavailable('the live view')
    this.rings.delete(unread[0])
  }

  private free(taskId: string, ring: LiveRing): void {
    if (ring.readers.size === 0 && this.rings.get(taskId) === ring) this.rings.delete(taskId)
  }
}
