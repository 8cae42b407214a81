import { type LiveItem, type LiveRun, liveLimits } from '#domain/live/live.ts'
import type { RunInput } from '#domain/run/run.ts'
import type { Said } from './agent-wire.ts'
import { beginOf, shownDetail, shownLine, shownText } from './shown-text.ts'

type Shown = Extract<LiveItem, { block: string }>

interface Block<S extends Shown = Shown> {
  /** The gateway's name of a message or a call. */
  key: string
  /** As it was shown last. */
  item: S
  isNews: boolean
}

/** What the agent said, until it has ended and was shown; masked as a whole each time, for a secret comes in parts. */
interface TextBlock extends Block<Extract<Shown, { kind: 'text' }>> {
  raw: { text: string; isCut: boolean; isOpen: boolean } | null
}

type AnyBlock = TextBlock | (Block<Exclude<Shown, { kind: 'text' }>> & { raw?: undefined })

/** One open run as it is seen by now. Bounded whatever is heard: the oldest blocks are given up. */
export class LiveView {
  private readonly blocks: AnyBlock[] = []
  private made = 0
  private dropped = 0
  private isUsageNews = false
  private modelCalls = 0
  /** Of the model calls that ended, and of the one that goes on. */
  private readonly tokens = { before: 0, now: 0 }

  constructor(readonly input: Pick<RunInput, 'taskId' | 'stepId' | 'runId'>) {}

  heard(stream: string, said: Said): void {
    if (stream === 'assistant') this.text(said)
    else if (stream === 'tool') this.tool(said)
    else if (stream === 'lifecycle') this.phase(said)
    else if (stream === 'run_status') this.note(said.message)
    else if (stream === 'usage') this.count(said.outputTokens ?? 0)
    while (this.blocks.length > liveLimits.blocks || this.size() > liveLimits.characters) {
      this.blocks.shift()
      this.dropped += 1
    }
  }

  /** What a reader lacks who was sent everything before, or all of it. */
  take(isWhole: boolean): LiveRun {
    const items: LiveItem[] = this.blocks
      .filter(({ isNews }) => isWhole || isNews)
      .map((b) => taken(b, isWhole))
    const { before, now } = this.tokens
    if (isWhole || this.isUsageNews)
      items.push({ kind: 'usage', modelCalls: this.modelCalls, outputTokens: before + now })
    if (this.dropped > 0 && (isWhole || items.length > 0))
      items.push({ kind: 'dropped', count: this.dropped })
    this.isUsageNews = false
    const { taskId, stepId } = this.input
    return { taskId, stepId, isWhole, isEnded: false, items }
  }

  /** What the agent says next is another text. */
  endText(): void {
    const last = this.blocks.at(-1)
    if (!last?.raw?.isOpen) return
    last.raw.isOpen = false
    last.isNews = true
  }

  private text({ text, delta, itemId }: Said): void {
    const key = beginOf(itemId ?? '', liveLimits.name)
    let last = this.blocks.at(-1)
    if (!last?.raw?.isOpen || last.key !== key) {
      this.endText()
      const item = { kind: 'text', block: this.name(), at: 0, text: '', isCut: false } as const
      last = { key, item, isNews: true, raw: null }
      this.blocks.push(last)
    }
    const all = text ?? `${last.raw?.text ?? ''}${delta ?? ''}`
    const isCut = all.length > liveLimits.text
    last.raw = { text: beginOf(all, liveLimits.text), isCut, isOpen: true }
    last.isNews = true
  }

  private tool({ phase, name, toolCallId, args, result, isError }: Said): void {
    this.endText()
    const key = beginOf(toolCallId ?? '', liveLimits.name)
    const known = this.blocks.find((block) => block.item.kind === 'tool' && block.key === key)
    const before = known?.item.kind === 'tool' ? known.item : null
    const item = {
      kind: 'tool',
      block: before?.block ?? this.name(),
      name: before?.name ?? shownLine(name ?? 'a tool', liveLimits.name),
      state: phase === 'result' ? (isError ? 'failed' : 'done') : 'running',
      arguments: before?.arguments ?? shownDetail(args),
      result: phase === 'start' ? '' : shownDetail(result),
    } as const
    if (known) Object.assign(known, { item, isNews: true })
    else this.blocks.push({ key, item, isNews: true })
  }

  private phase({ phase, error }: Said): void {
    this.endText()
    if (phase === 'error') this.note(error)
    if (phase !== 'model') return
    this.modelCalls += 1
    this.tokens.before += this.tokens.now
    this.tokens.now = 0
    this.isUsageNews = true
  }

  private note(text: string | null | undefined): void {
    if (!text) return
    this.endText()
    const item = { kind: 'note', block: this.name(), text: shownLine(text, liveLimits.note) } as const
    this.blocks.push({ key: '', item, isNews: true })
  }

  private count(outputTokens: number): void {
    this.tokens.now = Math.max(this.tokens.now, Math.round(outputTokens))
    this.isUsageNews = true
  }

  private name(): string {
    this.made += 1
    return `b${this.made}`
  }

  private size(): number {
    return this.blocks.reduce((sum, { item, raw }) => sum + lengthOf(item) + (raw?.text.length ?? 0), 0)
  }
}

const lengthOf = (item: Shown): number =>
  item.kind === 'tool' ? item.arguments.length + item.result.length : item.text.length

/** As it is sent: of a text only from where it differs from what was sent before. */
function taken(block: AnyBlock, isWhole: boolean): LiveItem {
  block.isNews = false
  if (!block.raw) return block.item
  const { item, raw } = block
  const text = shownText(raw.text, raw.isOpen || raw.isCut)
  const at = isWhole ? 0 : sharedLength(item.text, text)
  block.item = { ...item, text, isCut: raw.isCut }
  if (!raw.isOpen) block.raw = null
  return { ...block.item, at, text: text.slice(at) }
}

function sharedLength(before: string, now: string): number {
  if (now.startsWith(before)) return before.length
  let same = 0
  while (same < before.length && before[same] === now[same]) same++
  return same
}
