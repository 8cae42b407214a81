import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { OpenRun, RunDesk } from '#activities/openclaw/executor-desk.ts'
import { sha256Hex } from '#domain/ledger/digest.ts'
import { RunInput, RunItem } from '#domain/run/run.ts'
import { appendLine, privateFolder, readLines, readWhole, writeWhole } from './durable-file.ts'
import { ItemSender, type Pace, usualPace } from './item-sender.ts'
import { openLateItems } from './late-items.ts'
import { SpooledUsage } from './run-usage.ts'
import { SpooledTurnEnd } from './turn-end.ts'

export interface RunDeskDeps {
  dataFolder: string
  /** Signals the task's workflow. */
  send(taskId: string, items: RunItem[]): Promise<void>
  pace?: Pace
}

const keptDays = 7
const openFile = 'run.json'
const sentFile = 'sent.json'
const killedFile = 'killed.json'
const Killed = z.object({ reason: z.string() })

/**
 * The runs that this Mac has open, kept on disk: after a restart of the worker the gate knows them again at once,
 * before Temporal gives the worker its activities back.
 */
export function openRunDesk({ dataFolder, send, pace = usualPace }: RunDeskDeps): RunDesk {
  const root = privateFolder(dataFolder, 'spool')
  const runs = new Map<string, SpooledRun>()
  const late = openLateItems({ dataFolder, send, pace })

  function take(input: RunInput, folder: string): SpooledRun {
    const sender = new ItemSender((items) => send(input.taskId, items), pace)
    const run = new SpooledRun(input, folder, sender, () => {
      if (runs.get(input.sessionKey) === run) runs.delete(input.sessionKey)
    })
    runs.set(input.sessionKey, run)
    return run
  }
  forgetOld(root)
  for (const folder of foldersIn(root)) {
    const input = readWhole(join(folder, openFile), RunInput)
    if (input) take(input, folder)
  }

  return {
    find: (sessionKey) => runs.get(sessionKey) ?? null,
    all: () => [...runs.values()],
    open(input, workflowRunId) {
      const known = runs.get(input.sessionKey)
      if (known?.input.runId === input.runId) return known.takenUpBy(workflowRunId)
      known?.close()
      const folder = privateFolder(root, sha256Hex(input.runId).slice(0, 24))
      writeWhole(join(folder, openFile), input)
      return take(input, folder).takenUpBy(workflowRunId)
    },
    tell(taskId, item) {
      const open = [...runs.values()].find((run) => run.input.taskId === taskId)
      if (open) open.report(item)
      else late.tell(taskId, item)
    },
    stop() {
      for (const run of runs.values()) run.pause()
      late.stop()
    },
  }
}

class SpooledRun implements OpenRun {
  readonly turnEnd = new SpooledTurnEnd()
  readonly usage: SpooledUsage
  readonly openedAt: number
  private readonly ids = new Set<string>()
  private isClosed = false
  private isAccepted = false
  /** The run of the workflow that was told so far; null in a new process, which tells everything anyway. */
  private told: string | null = null

  constructor(
    readonly input: RunInput,
    private readonly folder: string,
    private readonly sender: ItemSender,
    private readonly closed: () => void,
  ) {
    this.openedAt = statSync(join(folder, openFile)).mtimeMs
    this.usage = new SpooledUsage(join(folder, 'usage.jsonl'), input.reserved)
    for (const item of this.items()) {
      if (!this.ids.has(item.id)) this.take(item)
    }
  }

  items(): RunItem[] {
    return readLines(this.itemsFile(), RunItem)
  }

  report(item: RunItem): void {
    if (this.ids.has(item.id)) return
    appendLine(this.itemsFile(), item)
    this.take(item)
  }

  noteSent(): void {
    if (!this.wasSent()) writeWhole(join(this.folder, sentFile), { at: new Date().toISOString() })
  }

  wasSent(): boolean {
    return existsSync(join(this.folder, sentFile))
  }

  isUnanswered(): boolean {
    return !this.isAccepted && this.wasSent()
  }

  noteKilled(reason: string): void {
    if (this.killedFor() === null) writeWhole(join(this.folder, killedFile), { reason })
  }

  killedFor(): string | null {
    return readWhole(join(this.folder, killedFile), Killed)?.reason ?? null
  }

  takenUpBy(workflowRunId: string | undefined): this {
    if (!workflowRunId) return this
    if (this.told !== null && this.told !== workflowRunId) this.tellAgain()
    this.told = workflowRunId
    return this
  }

  unsent(): RunItem[] {
    return this.sender.unsent()
  }

  unsentWithin(bytes: number, isStopping: () => boolean): Promise<RunItem[]> {
    return this.sender.unsentWithin(bytes, isStopping)
  }

  pause(): void {
    this.sender.stop()
    this.turnEnd.stop()
  }

  /** Its items stay a while: the answer may be lost on its way, and is then asked for again. */
  close(): void {
    this.pause()
    if (this.isClosed) return
    this.isClosed = true
    renameSync(join(this.folder, openFile), join(this.folder, 'ended.json'))
    this.closed()
  }

  private take(item: RunItem): void {
    this.ids.add(item.id)
    this.sender.add(item)
    this.isAccepted ||= item.kind === 'run_accepted'
    if (item.kind === 'question' || item.kind === 'finish') this.turnEnd.note()
  }

  private tellAgain(): void {
    const unsent = new Set(this.unsent().map(({ id }) => id))
    for (const item of this.items()) {
      if (!unsent.has(item.id)) this.sender.add(item)
      unsent.add(item.id)
    }
  }

  private itemsFile(): string {
    return join(this.folder, 'items.jsonl')
  }
}

function forgetOld(root: string): void {
  const before = Date.now() - keptDays * 86_400_000
  for (const folder of foldersIn(root)) {
    const hasEnded = !readdirSync(folder).includes(openFile)
    if (hasEnded && statSync(folder).mtimeMs < before) rmSync(folder, { recursive: true })
  }
}

/** A Mac's Finder leaves files of its own. */
function foldersIn(root: string): string[] {
  const all = readdirSync(root, { withFileTypes: true })
  return all.filter((entry) => entry.isDirectory()).map(({ name }) => join(root, name))
}
