import type { Effect } from '#api/effects/contract.ts'
import { editDifferences } from '#domain/approval/difference-rules.ts'
import { Hash } from '../../../ui/Hash.tsx'
import { Parameters } from '../../../ui/Parameters.tsx'
import { RelativeTime } from '../../../ui/RelativeTime.tsx'
import { Row, RowList } from '../../../ui/RowList.tsx'
import { type Look, ToneMark } from '../../../ui/ToneMark.tsx'
import { effectLook, outcomeLook, underWords } from './effect-look.ts'
import css from './effects.module.css'

const approved: Look = { word: 'Approved', tone: 'positive', glyph: 'check' }
const uncounted: Look = { word: 'Did not count', tone: 'muted', glyph: 'slash' }

interface ChangesProps extends Pick<Effect, 'asked' | 'changes'> {
  proposal: Effect['proposal']
}

/** What the agent wanted, against what was approved in its place; and who changed it when. */
export function Changes({ asked, changes, proposal: { hash, parameters } }: ChangesProps) {
  if (!asked) return null
  const differences = editDifferences(asked, { hash, parameters })
  return (
    <>
      <Parameters parameters={parameters} differences={differences} />
      <RowList label="Changes">
        {changes.map(({ actor, actorName, at, from, to }) => (
          <Row
            key={`${actor} ${at}`}
            title={actorName}
            detail={
              <>
                <RelativeTime at={new Date(at)} />
                <span>
                  sha256 <Hash value={from} /> became <Hash value={to} />
                </span>
              </>
            }
          />
        ))}
      </RowList>
    </>
  )
}

const boundWords = (isBound: boolean, isAsAsked: boolean) =>
  isBound
    ? `exactly ${isAsAsked ? 'these' : 'the changed'} parameters`
    : 'parameters that were changed after that'

/** Each with the parameters that it was bound to. */
export function Agreements({ agreements, hash: bound }: Pick<Effect, 'agreements'> & { hash: string }) {
  if (agreements.length === 0) return <p>Nobody decided it.</p>
  return (
    <RowList label="Decisions">
      {agreements.map(({ actor, actorName, at, verdict, reason, hash, isSameHash, policies }) => (
        <Row
          key={`${actor} ${at}`}
          title={actorName}
          reason={<span className={css.words}>{reason}</span>}
          detail={
            <>
              <ToneMark look={verdict === 'approved' ? approved : effectLook.rejected} />
              <RelativeTime at={new Date(at)} />
              <span>
                {boundWords(hash === bound, isSameHash)}, sha256 <Hash value={hash} />
              </span>
              {underWords(policies) && <span>{underWords(policies)}</span>}
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
      {outcomes.map((outcome, nth) => (
        <Row
          key={`${nth} ${outcome.at}`}
          title={outcome.isByPerson ? `${outcome.actorName} looked` : `Seen by ${outcome.actorName}`}
          reason={<span className={css.words}>{outcome.evidence}</span>}
          detail={
            <>
              <ToneMark look={outcomeLook(outcome)} />
              <RelativeTime at={new Date(outcome.at)} />
            </>
          }
        />
      ))}
    </RowList>
  )
}
