import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { ModelUse, RunUsage } from '#activities/openclaw/executor-desk.ts'
import { isSpent } from '#domain/policy/budget-rules.ts'
import { type Reserved, Usage } from '#domain/run/run.ts'
import { knownUse, usageSum } from '#domain/run/usage-rules.ts'
import { appendLine, readLines } from './durable-file.ts'

const Line = z.object({ id: z.string(), use: Usage, mayGoOn: z.boolean() })

/** Whoever follows the run tells its gateway at once, where there is one now. */
const stopMs = 1_000

/** What a run's model calls used, one line each. */
export class SpooledUsage implements RunUsage {
  private readonly ids = new Set<string>()
  private readonly over = new AbortController()
  private readonly stopped = new AbortController()
  private sum: Usage | null = null
  readonly spent = this.over.signal

  constructor(
    private readonly file: string,
    private readonly reserved: Reserved | undefined,
  ) {
    for (const line of readLines(file, Line)) this.add(line)
  }

  note(use: ModelUse): void {
    if (this.ids.has(use.id)) return
    appendLine(this.file, use)
    this.add(use)
  }

  reported(): Usage | null {
    return this.sum
  }

  noteStopped(): void {
    this.stopped.abort()
  }

  async untilStopped(): Promise<boolean> {
    if (!this.spent.aborted || this.stopped.signal.aborted) return true
    await sleep(stopMs, undefined, { signal: this.stopped.signal, ref: false }).catch(() => {})
    return this.stopped.signal.aborted
  }

  private add({ id, use, mayGoOn }: ModelUse): void {
    if (this.ids.has(id)) return
    this.ids.add(id)
    this.sum = usageSum(this.sum, use)
    if (mayGoOn && this.reserved && isSpent(this.reserved, knownUse(this.sum))) this.over.abort()
  }
}
