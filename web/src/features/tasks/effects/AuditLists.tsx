import type { Effect } from '#api/effects/contract.ts'
import { Hash } from '../../../ui/Hash.tsx'
import { RelativeTime } from '../../../ui/RelativeTime.tsx'
import { Row, RowList } from '../../../ui/RowList.tsx'
import { type Look, ToneMark } from '../../../ui/ToneMark.tsx'
import { effectLook } from './effect-look.ts'
import css from './effects.module.css'

const approved: Look = { word: 'Approved', tone: 'positive', glyph: 'check' }
const uncounted: Look = { word: 'Did not count', tone: 'muted', glyph: 'slash' }

/** Each with the parameters that it was bound to. */
export function Agreements({ agreements }: Pick<Effect, 'agreements'>) {
  if (agreements.length === 0) return <p>Nobody decided it.</p>
  return (
    <RowList label="Decisions">
      {agreements.map(({ actor, actorName, at, verdict, reason, hash, isSameHash }) => (
        <Row
          key={`${actor} ${at}`}
          title={actorName}
          reason={<span className={css.words}>{reason}</span>}
          detail={
            <>
              <ToneMark look={verdict === 'approved' ? approved : effectLook.rejected} />
              <RelativeTime at={new Date(at)} />
              <span>
                {isSameHash ? 'exactly these parameters' : 'other parameters'}, sha256 <Hash value={hash} />
              </span>
            </>
          }
        />
      ))}
    </RowList>
  )
}

/** What was tried and had no effect. */
export const Declined = ({ declined }: Pick<Effect, 'declined'>) => (
  <RowList label="Did not count">
    {declined.map(({ actor, actorName, at, words }) => (
      <Row
        key={`${actor} ${at}`}
        title={actorName}
        reason={<span className={css.words}>{words}</span>}
        detail={
          <>
            <ToneMark look={uncounted} />
            <RelativeTime at={new Date(at)} />
          </>
        }
      />
    ))}
  </RowList>
)

interface OutcomesProps extends Pick<Effect, 'outcomes'> {
  /** How often the permission went out. */
  givenOut: number
}

export function Outcomes({ outcomes, givenOut }: OutcomesProps) {
  if (outcomes.length === 0)
    return (
      <p>
        {givenOut === 0
          ? 'Nothing was done: its permission was never given out.'
          : 'Its permission was given out. Nothing came back yet.'}
      </p>
    )
  return (
    <RowList label="What became of it">
      {outcomes.map(({ actor, actorName, at, kind, evidence, isByPerson }) => (
        <Row
          key={`${actor} ${at} ${kind}`}
          title={isByPerson ? `${actorName} looked` : `Seen by ${actorName}`}
          reason={<span className={css.words}>{evidence}</span>}
          detail={
            <>
              <ToneMark look={effectLook[kind]} />
              <RelativeTime at={new Date(at)} />
            </>
          }
        />
      ))}
    </RowList>
  )
}
