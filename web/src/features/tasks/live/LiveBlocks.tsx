import type { LiveBlock, LiveState, LiveTool } from '#domain/live/live-state.ts'
import { Icon } from '../../../ui/icons.tsx'
import { countWords } from '../task-wording.ts'
import css from './LiveRun.module.css'

const stateWords: Record<LiveTool['state'], { word: string; tone: string }> = {
  running: { word: 'running', tone: 'info' },
  done: { word: 'done', tone: 'positive' },
  failed: { word: 'failed', tone: 'danger' },
}

interface LiveBlocksProps {
  live: LiveState
  /** Who opens a call reads it: what comes meanwhile moves nothing. */
  onRead: () => void
}

export function LiveBlocks({ live, onRead }: LiveBlocksProps) {
  return (
    <>
      {live.dropped > 0 && (
        <p className={css.quiet}>
          {countWords(live.dropped)} earlier items are not shown any more; the gateway’s transcript has them.
        </p>
      )}
      {live.blocks.map((block) => (
        <Block key={block.block} block={block} onRead={onRead} />
      ))}
    </>
  )
}

function Block({ block, onRead }: { block: LiveBlock; onRead: () => void }) {
  if (block.kind === 'tool') return <Tool tool={block} onRead={onRead} />
  if (block.kind === 'note')
    return (
      <p className={css.note} data-tone="waiting">
        {block.text}
      </p>
    )
  return (
    <p className={css.text}>
      {block.text}
      {block.isCut && <span className={css.quiet}> There is more; the gateway’s transcript has it.</span>}
    </p>
  )
}

function Tool({ tool, onRead }: { tool: LiveTool; onRead: () => void }) {
  const { word, tone } = stateWords[tool.state]
  return (
    <details
      className={css.tool}
      onToggle={({ currentTarget }) => {
        if (currentTarget.open) onRead()
      }}
    >
      <summary>
        <span className={css.chevron}>
          <Icon name="chevron" size={12} />
        </span>
        <span className={css.name}>{tool.name}</span>
        <span className={css.state} data-tone={tone}>
          {word}
        </span>
      </summary>
      <dl className={css.detail}>
        <dt>Arguments</dt>
        <dd>{tool.arguments || <span className={css.quiet}>none</span>}</dd>
        <dt>Result</dt>
        <dd>
          {tool.result || <span className={css.quiet}>{tool.state === 'running' ? 'not yet' : 'empty'}</span>}
        </dd>
      </dl>
    </details>
  )
}
