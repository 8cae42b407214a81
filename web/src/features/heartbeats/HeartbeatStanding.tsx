import { useState } from 'react'
import type { HeartbeatView } from '#api/heartbeats/contract.ts'
import { heartbeatWords } from '#domain/agent/heartbeat-words.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { ToneMark } from '../../ui/ToneMark.tsx'
import { type HeartbeatChange, useChangeHeartbeat } from './heartbeat-queries.ts'
import css from './heartbeats.module.css'
import { RemoveHeartbeat } from './RemoveHeartbeat.tsx'

interface HeartbeatStandingProps {
  agentId: string
  heartbeat: HeartbeatView
  refusal: string | null
  /** Why its project starts no run; none where it does. */
  held: string | undefined
  onEdit: () => void
}

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

/** What is set, when it comes next, and what stands in its way. */
export function HeartbeatStanding({ agentId, heartbeat, refusal, held, onEdit }: HeartbeatStandingProps) {
  const change = useChangeHeartbeat(agentId)
  const [isRemoving, setRemoving] = useState(false)
  const { settings, pausedAt, askedAt } = heartbeat
  const busy = change.isPending ? 'The last change is being recorded.' : null
  const act = (
    label: string,
    kind: Exclude<HeartbeatChange['kind'], 'set' | 'remove'>,
    also: string | null = null,
  ) => (
    <ActionButton refusal={refusal ?? also ?? busy} onClick={() => change.mutate({ kind })}>
      {label}
    </ActionButton>
  )
  return (
    <>
      <p className={css.line}>
        <span className={css.words}>{capital(heartbeatWords(settings))}</span>
        <span className={css.quiet}>
          {settings.rule === 'always' ? 'a task every time' : 'a task only when something is new'}
        </span>
      </p>
      <p className={css.instruction}>{settings.instruction}</p>
      {held && (
        <p className={css.line}>
          <ToneMark look={{ word: 'Held', tone: 'muted', glyph: 'pause' }} />
          <span>
            {held}. Until it is active a beat does nothing; what is new by then comes with the next one.
          </span>
        </p>
      )}
      <Waiting heartbeat={heartbeat} />
      <div className={css.buttons}>
        {act(
          'Beat now',
          'beat',
          held ? `${held}, so a beat does nothing.` : askedAt && 'One is asked for already.',
        )}
        {pausedAt ? act('Resume', 'resume') : act('Pause', 'pause')}
        <ActionButton refusal={refusal} onClick={onEdit}>
          Edit the heartbeat
        </ActionButton>
        <ActionButton refusal={refusal} onClick={() => setRemoving(true)}>
          Remove…
        </ActionButton>
      </div>
      {isRemoving && <RemoveHeartbeat agentId={agentId} onClose={() => setRemoving(false)} />}
      {change.error && (
        <p role="alert" className={css.problem}>
          {change.error.message}
        </p>
      )}
    </>
  )
}

function Waiting({ heartbeat }: { heartbeat: HeartbeatView }) {
  const { pausedAt, pausedByName, pauseNote, askedAt, askedByName, appliedAt, problem, next } = heartbeat
  return (
    <div className={css.quiet}>
      {pausedAt && (
        <p className={css.line}>
          <ToneMark look={{ word: 'Paused', tone: 'muted', glyph: 'pause' }} />
          <span>
            by {pausedByName}, <RelativeTime at={new Date(pausedAt)} />
            {pauseNote && `: ${pauseNote}`}
          </span>
        </p>
      )}
      {next.length > 0 && (
        <p className={css.line}>
          <span>Next</span>
          {next.map((at) => (
            <RelativeTime key={at} at={new Date(at)} />
          ))}
        </p>
      )}
      {askedAt && (
        <p>
          {askedByName} asked for a beat <RelativeTime at={new Date(askedAt)} />; it comes as soon as Temporal
          is told.
        </p>
      )}
      {problem && (
        <p className={css.problem}>Temporal does not have this yet, so it does not beat: {problem}</p>
      )}
      {!problem && !appliedAt && <p>Temporal does not have this yet. It is on its way.</p>}
      {heartbeat.temporalUrl && appliedAt && (
        <p>
          <a className={css.link} href={heartbeat.temporalUrl} target="_blank" rel="noreferrer">
            Its schedule in Temporal
          </a>
        </p>
      )}
    </div>
  )
}
