import { useState } from 'react'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { wordsOf } from '../../http/missing.ts'
import { useKillSwitches } from '../../http/shared-queries.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import css from './kill-switch.module.css'
import { LiftSwitch } from './LiftSwitch.tsx'
import { SetSwitch } from './SetSwitch.tsx'

interface KillSwitchControlProps {
  scopeId: string
  /** What it stops, in a sentence: "everything", a name. */
  name: string
  /** That are under way there; absent: not counted here. */
  runs?: number | undefined
  /** Why nothing can be stopped here, beside the role. */
  refusal?: string | null
}

/** Whether it is on, by whom and why, and the way to the other. */
export function KillSwitchControl({ scopeId, name, runs, refusal = null }: KillSwitchControlProps) {
  const switches = useKillSwitches()
  const [isOpen, setOpen] = useState(false)
  const role = useRole()
  const on = switches.data?.items.find((one) => one.scopeId === scopeId)
  const close = () => setOpen(false)
  if (switches.isPending) return <SkeletonRows label="kill switch" count={1} />
  if (!switches.data) return <p role="alert">It cannot be read now: {wordsOf(switches.error)}</p>
  const action = on ? 'liftKillSwitch' : 'setKillSwitch'
  const refused = refusalOf(role, action) ?? (on ? null : refusal)
  return (
    <div className={css.control}>
      {on ? (
        <p className={css.on} data-tone="danger">
          {on.byName} stopped {name} <RelativeTime at={new Date(on.setAt)} />: {on.reason}
        </p>
      ) : (
        <p className={css.quiet}>
          For when it does harm: no run starts, what runs is ended, every call is blocked, until it is lifted.
        </p>
      )}
      {isOpen ? (
        <>
          {on && <LiftSwitch scopeId={scopeId} name={name} onClose={close} />}
          {!on && <SetSwitch scopeId={scopeId} name={name} runs={runs} onClose={close} />}
        </>
      ) : (
        <ActionButton refusal={refused} onClick={() => setOpen(true)}>
          {on ? `Let ${name} go on…` : `Stop ${name}…`}
        </ActionButton>
      )}
    </div>
  )
}
