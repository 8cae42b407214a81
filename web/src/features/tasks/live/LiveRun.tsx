import { Button, VisuallyHidden } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useLayoutEffect, useRef, useState } from 'react'
import type { LiveState } from '#domain/live/live-state.ts'
import { counted } from '../../../ui/count-words.ts'
import { Section } from '../../../ui/Section.tsx'
import { LiveBlocks } from './LiveBlocks.tsx'
import css from './LiveRun.module.css'
import { type LiveLink, useLiveRun } from './use-live-run.ts'

interface LiveRunProps {
  taskId: string
  /** Which run of the task it is, from 1. */
  number: number
  isOpen: boolean
}

/** What a run does as it goes. Once it has ended, what counts is in the timeline, and this steps back. */
export function LiveRun({ taskId, number, isOpen }: LiveRunProps) {
  const { live, link } = useLiveRun(taskId, isOpen)
  if (isOpen) return <Open live={live} link={link} number={number} />
  if (live.blocks.length === 0) return null
  return (
    <details className={css.kept}>
      <summary>What was seen of run {number} while it ran; what counts is in the timeline</summary>
      <div className={css.blocks}>
        <LiveBlocks live={live} onRead={() => {}} />
      </div>
    </details>
  )
}

function Open({ live, link, number }: { live: LiveState; link: LiveLink; number: number }) {
  const box = useRef<HTMLDivElement>(null)
  const [isFollowing, setFollowing] = useState(true)
  useLayoutEffect(() => {
    if (isFollowing && box.current) box.current.scrollTop = box.current.scrollHeight
  }, [live, isFollowing])
  return (
    <Section title={`Run ${number} now`} note="may be incomplete; the record follows when the run ends">
      {/* Read aloud token by token it could not be followed: the line below says what matters. */}
      <div
        ref={box}
        className={css.box}
        role="log"
        aria-live="off"
        aria-label={`What run ${number} does`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard has to reach it
        tabIndex={0}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) =>
          setFollowing(scrollHeight - scrollTop - clientHeight < 24)
        }
      >
        {live.blocks.length === 0 && <p className={css.quiet}>{emptyWords[link]}</p>}
        <LiveBlocks live={live} onRead={() => setFollowing(false)} />
      </div>
      <div className={css.foot}>
        {footWords(live, link)}
        {!isFollowing && (
          <Button variant="default" size="compact-sm" onClick={() => setFollowing(true)}>
            Follow the newest
          </Button>
        )}
      </div>
      <Announcement live={live} />
    </Section>
  )
}

const emptyWords: Record<LiveLink, string> = {
  connecting: 'Asking the Mac what the run does.',
  there: 'Nothing heard yet. What the agent says and calls appears here.',
  away: 'The live view is away. It is tried again by itself; the run goes on.',
}

function footWords({ usage, hasEnded }: LiveState, link: LiveLink): string {
  const used = usage
    ? `${counted(usage.modelCalls, 'model call')} · ${counted(usage.outputTokens, 'output token')} so far`
    : 'Usage so far unknown'
  if (hasEnded) return `${used} · The run has ended; its record follows.`
  return link === 'away' ? `${used} · The live view is away and comes back by itself.` : used
}

/** For screen readers: calls, retries and the end, once it is quiet for a moment. */
function Announcement({ live }: { live: LiveState }) {
  const last = live.blocks.findLast(({ kind }) => kind !== 'text')
  const words = live.hasEnded
    ? 'The run has ended.'
    : last?.kind === 'tool'
      ? `${last.name}: ${last.state}.`
      : last?.kind === 'note'
        ? last.text
        : ''
  const [quiet] = useDebouncedValue(words, 1_500)
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {quiet}
    </VisuallyHidden>
  )
}
