import type { Look } from '#api/findings/contract.ts'
import { ownScope } from '#domain/ids.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'
import css from './drift.module.css'
import { useAwaitedLook, useLookNow } from './drift-queries.ts'
import { comparedWords } from './look-words.ts'

/** When each side was last looked at and what was compared; and a look now. */
export function LookRows({ looks }: { looks: readonly Look[] }) {
  return (
    <RowList label="Last looks">
      {looks.map((look) => (
        <LookLine key={look.scope} look={look} />
      ))}
    </RowList>
  )
}

function LookLine({ look: { scope, name, lookedAt, baselineAt, compared } }: { look: Look }) {
  const isOwn = scope === ownScope
  return (
    <Row
      title={name}
      reason={
        compared ? (
          <>
            compared {comparedWords(scope, compared)}
            {compared.unread.map((words) => (
              <span key={words} className={css.failed}>
                not read: {words}
              </span>
            ))}
          </>
        ) : (
          'Never looked: the first look takes what is there to be right.'
        )
      }
      detail={
        <>
          <span>
            {lookedAt ? (
              <>
                looked <RelativeTime at={new Date(lookedAt)} />
              </>
            ) : (
              'never looked'
            )}
          </span>
          {baselineAt && (
            <span>
              taken to be right <RelativeTime at={new Date(baselineAt)} />
            </span>
          )}
          {isOwn && <span>looked at with every executor</span>}
        </>
      }
      action={!isOwn && <LookNow executorId={scope} lookedAt={lookedAt} />}
    />
  )
}

function LookNow({ executorId, lookedAt }: { executorId: string; lookedAt: string | null }) {
  const look = useLookNow(executorId)
  const role = useRole()
  const isAsked = look.isSuccess && (lookedAt === null || Date.parse(lookedAt) < look.submittedAt)
  useAwaitedLook(isAsked)
  return (
    <div className={css.lookNow}>
      <ActionButton
        refusal={refusalOf(role, 'settleFinding')}
        disabled={look.isPending}
        onClick={() => look.mutate()}
      >
        {look.isPending ? 'Recording…' : 'Look now'}
      </ActionButton>
      {isAsked && (
        <span role="status" className={css.quiet}>
          asked; it waits for the executor where that is away
        </span>
      )}
      {look.error && (
        <span role="alert" className={css.problem}>
          {look.error.detail ?? look.error.title}
        </span>
      )}
    </div>
  )
}
