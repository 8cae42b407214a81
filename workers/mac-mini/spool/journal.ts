import { join } from 'node:path'
import { z } from 'zod'
import type { BegunCall, EffectJournal, NeverBegun } from '#activities/openclaw/executor-desk.ts'
import { type EffectResult, EffectResult as EffectResultShape } from '#domain/run/run.ts'
import { appendLine, privateFolder, readLines, readWhole, writeWhole } from './durable-file.ts'

const Call = z.object({
  sessionKey: z.string(),
  grant: z.object({ proposalId: z.string(), tool: z.string(), hash: z.string() }),
})
const Line = z.discriminatedUnion('phase', [
  z.object({
    phase: z.literal('started'),
    effectKey: z.string(),
    at: z.string(),
    call: Call.optional(),
    /** Of the plugin: it asks again only where no answer came, so that nothing has begun by then. */
    askId: z.string().optional(),
    /** The agent's. Absent: it was the worker's own call, or a worker wrote it that kept none yet. */
    toolCallId: z.string().optional(),
  }),
  z.object({ phase: z.literal('reopened'), effectKey: z.string(), at: z.string() }),
  z.object({
    phase: z.literal('returned'),
    effectKey: z.string(),
    at: z.string(),
    result: EffectResultShape,
    toolCallId: z.string().optional(),
  }),
])

const voids: Record<NeverBegun, EffectResult> = {
  taken_back: { outcome: 'failed', detail: 'The permission was taken back before it was used.' },
  looked_for: { outcome: 'failed', detail: 'It was never started on the Mac.' },
}
const isVoid = ({ detail }: EffectResult) => Object.values(voids).some((one) => one.detail === detail)

type JournalLine = z.output<typeof Line>

/** What the lines of a journal come to, in their order. */
class Noted {
  readonly known = new Map<string, EffectResult | 'started'>()
  readonly begun = new Map<string, BegunCall & { at: string }>()
  readonly callIds = new Map<string, string>()
  private readonly asks = new Map<string, string>()

  isFree(effectKey: string, askId?: string): boolean {
    return !this.known.has(effectKey) || (askId !== undefined && this.asks.get(effectKey) === askId)
  }

  take(line: JournalLine): void {
    const { effectKey, at } = line
    this.noteCall(line)
    if (line.phase === 'started') {
      this.known.set(effectKey, 'started')
      if (line.call) this.begun.set(effectKey, { ...line.call, at })
      if (line.askId) this.asks.set(effectKey, line.askId)
    } else {
      this.begun.delete(effectKey)
      this.asks.delete(effectKey)
      if (line.phase === 'returned') this.known.set(effectKey, line.result)
      else this.known.delete(effectKey)
    }
  }

  private noteCall(line: JournalLine): void {
    const { effectKey } = line
    if (line.phase === 'reopened') this.callIds.delete(effectKey)
    else if (line.toolCallId && !this.callIds.has(effectKey)) this.callIds.set(effectKey, line.toolCallId)
  }
}

/** What this Mac began and finished outside, by effect key. Written before it is done, and again after. */
export function openJournal(dataFolder: string): EffectJournal {
  const folder = privateFolder(dataFolder, 'journal')
  const file = join(folder, 'effects.jsonl')
  const noted = new Noted()
  for (const line of readLines(file, Line)) noted.take(line)
  const { known } = noted
  function write(line: JournalLine): void {
    appendLine(file, line)
    noted.take(line)
  }
  const at = () => new Date().toISOString()

  return {
    journalId: idIn(folder),
    find: (effectKey) => known.get(effectKey) ?? null,
    begun: (effectKey) => noted.begun.get(effectKey) ?? null,
    isFree: (effectKey, askId) => noted.isFree(effectKey, askId),
    callIdOf: (effectKey) => noted.callIds.get(effectKey) ?? null,
    start(effectKey, call, { askId, toolCallId } = {}) {
      if (!noted.isFree(effectKey, askId)) return false
      const by = { ...(askId && { askId }), ...(toolCallId && { toolCallId }) }
      if (!known.has(effectKey))
        write({ phase: 'started', effectKey, at: at(), ...(call && { call }), ...by })
      return true
    },
    makeVoid(effectKey, why) {
      const before = known.get(effectKey)
      if (before !== undefined) return typeof before === 'object' && isVoid(before)
      // One line, so that no crash leaves it as if it had begun.
      write({ phase: 'returned', effectKey, at: at(), result: voids[why] })
      return true
    },
    reopen(effectKey) {
      if (known.get(effectKey) === 'started') write({ phase: 'reopened', effectKey, at: at() })
    },
    finish(effectKey, result, toolCallId) {
      const before = known.get(effectKey)
      const isOpen = before === 'started' || (typeof before === 'object' && before.outcome === 'uncertain')
      if (!isOpen || (before !== 'started' && result.outcome === 'uncertain')) return false
      write({ phase: 'returned', effectKey, at: at(), result, ...(toolCallId && { toolCallId }) })
      return true
    },
  }
}

/** Made with the folder: another one after that was lost. */
function idIn(folder: string): string {
  const file = join(folder, 'id.json')
  const known = readWhole(file, z.string())
  if (known !== null) return known
  const made = crypto.randomUUID()
  writeWhole(file, made)
  return made
}
