import { Tooltip } from '@mantine/core'
import type { BeatView } from '#api/heartbeats/contract.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { Glyph } from '../../ui/Glyph.tsx'
import { useNow } from '../../ui/now.ts'
import { ToneMark } from '../../ui/ToneMark.tsx'
import { exact, moment } from '../../ui/time-format.ts'
import { beatLook, beatReason } from './beat-look.ts'
import css from './heartbeats.module.css'

const shown = 32

/** The last beats, the latest one right, and the latest one in words. */
export function BeatStrip({ beats }: { beats: readonly BeatView[] }) {
  const [latest] = beats
  const now = useNow()
  if (!latest) return <p className={css.quiet}>No beat has come yet.</p>
  const reason = beatReason(latest)
  return (
    <div className={css.beats}>
      <ol className={css.strip} aria-label="Last beats, oldest first">
        {beats
          .slice(0, shown)
          .toReversed()
          .map((beat) => (
            <li key={beat.scheduledAt}>
              <Mark beat={beat} />
            </li>
          ))}
      </ol>
      <p className={css.latest}>
        <span>Last beat {moment(new Date(latest.scheduledAt), now)}</span>
        <ToneMark look={beatLook(latest)} />
        {reason && <span>{reason}</span>}
      </p>
    </div>
  )
}

function Mark({ beat }: { beat: BeatView }) {
  const look = beatLook(beat)
  const words = [`${exact(new Date(beat.scheduledAt))}: ${look.word.toLowerCase()}`, beatReason(beat)]
  const label = words.filter(Boolean).join(', ')
  const glyph = <Glyph name={look.glyph} isLive={look.isLive} />
  return (
    <Tooltip label={label} multiline maw={280} events={{ hover: true, focus: true, touch: true }}>
      {beat.taskId ? (
        <AppLink href={`/tasks/${beat.taskId}`} className={css.mark} data-tone={look.tone} aria-label={label}>
          {glyph}
        </AppLink>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the reason must be readable without a mouse
        <span role="img" tabIndex={0} className={css.mark} data-tone={look.tone} aria-label={label}>
          {glyph}
        </span>
      )}
    </Tooltip>
  )
}
