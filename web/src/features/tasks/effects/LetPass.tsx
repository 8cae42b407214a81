import type { Effect } from '#api/effects/contract.ts'
import { placeTexts } from '#domain/grant/target-rules.ts'
import { AppLink } from '../../../ui/AppLink.tsx'
import { counted } from '../../../ui/count-words.ts'
import { useNow } from '../../../ui/now.ts'
import { RelativeTime } from '../../../ui/RelativeTime.tsx'
import { policyHref, ruleWords } from './effect-look.ts'
import css from './effects.module.css'

type By = NonNullable<Effect['letPass']>

/** Nobody was asked: what let it pass stands in the place of decisions. */
export const LetPass = ({ by, tool }: { by: By; tool: string }) =>
  by.kind === 'standing' ? <ByGrant by={by} tool={tool} /> : <ByRule by={by} />

function ByGrant({ by, tool }: { by: Extract<By, { kind: 'standing' }>; tool: string }) {
  const { standingGrantId, fromProposalId, target, count, until, madeAt, madeByName, revokedAt } = by
  return (
    <>
      <p className={css.words}>
        Nobody was asked. It passed by the{' '}
        <AppLink href={`/doors#${standingGrantId}`} className={css.link}>
          standing grant
        </AppLink>{' '}
        that {madeByName} made <RelativeTime at={new Date(madeAt)} /> from{' '}
        <AppLink href={`/effects/${fromProposalId}`} className={css.link}>
          an approved effect
        </AppLink>
        .
      </p>
      <p className={css.words}>
        It lets {tool} pass: {placeTexts(target).join(', ')}; at most {counted(count, 'time')}. It{' '}
        <GrantEnd until={until} revokedAt={revokedAt} />.
      </p>
    </>
  )
}

function GrantEnd({ until, revokedAt }: Pick<Extract<By, { kind: 'standing' }>, 'until' | 'revokedAt'>) {
  const now = useNow()
  const end = new Date(revokedAt ?? until)
  const word = revokedAt ? 'was revoked' : end > now ? 'ends' : 'ended'
  return (
    <>
      {word} <RelativeTime at={end} />
    </>
  )
}

function ByRule({ by }: { by: Extract<By, { kind: 'automatic' }> }) {
  const { scopeId, version, sentence, writtenAt, writtenByName } = by
  return (
    <>
      <p className={css.words}>
        Nobody was asked. It passed by{' '}
        <AppLink href={policyHref(scopeId, version)} className={css.link}>
          {ruleWords(by)}
        </AppLink>
        {writtenAt && writtenByName && (
          <>
            , which {writtenByName} wrote <RelativeTime at={new Date(writtenAt)} />
          </>
        )}
        .
      </p>
      {sentence && <p className={css.words}>{sentence}</p>}
    </>
  )
}
