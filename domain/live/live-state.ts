import type { LiveEvent, LiveItem } from './live.ts'

export type LiveTool = Extract<LiveItem, { kind: 'tool' }>
export type LiveNote = Extract<LiveItem, { kind: 'note' }>
export type LiveText = Omit<Extract<LiveItem, { kind: 'text' }>, 'at'>
export type LiveBlock = LiveText | LiveTool | LiveNote

/** A run as its live events tell it. */
export interface LiveState {
  /** Null before anything was heard. */
  stepId: string | null
  hasEnded: boolean
  blocks: readonly LiveBlock[]
  usage: { modelCalls: number; outputTokens: number } | null
  dropped: number
}

export const nothingLive: LiveState = {
  stepId: null,
  hasEnded: false,
  blocks: [],
  usage: null,
  dropped: 0,
}

const mostBlocks = 60

export function applyLive(state: LiveState, event: LiveEvent): LiveState {
  switch (event.kind) {
    case 'begin':
      return { ...nothingLive, stepId: event.stepId }
    case 'end':
      return { ...state, hasEnded: true }
    case 'usage':
      return { ...state, usage: { modelCalls: event.modelCalls, outputTokens: event.outputTokens } }
    case 'dropped':
      return { ...state, dropped: event.count }
    default:
      return { ...state, blocks: withBlock(state.blocks, event) }
  }
}

function withBlock(
  blocks: readonly LiveBlock[],
  item: Extract<LiveItem, { block: string }>,
): readonly LiveBlock[] {
  const known = blocks.find(({ block }) => block === item.block)
  const next = item.kind === 'text' ? textAfter(known, item) : item
  if (known) return blocks.map((one) => (one === known ? next : one))
  return [...blocks, next].slice(-mostBlocks)
}

function textAfter(
  known: LiveBlock | undefined,
  { at, text, ...rest }: Extract<LiveItem, { kind: 'text' }>,
): LiveText {
  const before = known?.kind === 'text' ? known.text.slice(0, at) : ''
  return { ...rest, text: before + text }
}
