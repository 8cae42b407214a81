import { VisuallyHidden } from '@mantine/core'
import type { Executor } from '#api/executors/contract.ts'
import { drainRefusal } from '#domain/executor/drain-rules.ts'
import { retireRefusal } from '#domain/executor/executor-rules.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { useRowPanel } from '../../ui/use-row-panel.ts'
import { DrainExecutor } from './DrainExecutor.tsx'
import css from './executor-tools.module.css'
import { LiftDrain } from './LiftDrain.tsx'
import { RenewToken } from './RenewToken.tsx'
import { RetireExecutor } from './RetireExecutor.tsx'
import { RevokeToken } from './RevokeToken.tsx'

const panels = {
  drain: DrainExecutor,
  lift: LiftDrain,
  renew: RenewToken,
  revoke: RevokeToken,
  retire: RetireExecutor,
} as const
type Panel = keyof typeof panels

/** What is done to an executor itself: that it drains, its token, and its end. */
export function ExecutorTools({ executor }: { executor: Executor }) {
  const { panel, open, close, buttons } = useRowPanel<Panel>()
  const role = useRole()
  if (panel !== null) {
    const Opened = panels[panel]
    return (
      <div className={css.whole}>
        <Opened executor={executor} onClose={close} />
      </div>
    )
  }
  const hasNone = executor.tokenAt === null ? 'Its token is revoked already.' : null
  const mayNot = refusalOf(role, 'drainExecutor')
  const tools = [
    executor.drain
      ? (['lift', 'Let it take runs…', mayNot] as const)
      : (['drain', 'Drain…', mayNot ?? drainRefusal(executor)?.message ?? null] as const),
    ['renew', 'New token…', refusalOf(role, 'renewExecutorToken')],
    ['revoke', 'Revoke token…', refusalOf(role, 'revokeExecutorToken') ?? hasNone],
    ['retire', 'Retire…', refusalOf(role, 'retireExecutor') ?? retireRefusal(executor)?.message ?? null],
  ] as const
  return (
    <div ref={buttons} className={css.buttons}>
      {tools.map(([name, words, refusal]) => (
        <ActionButton key={name} refusal={refusal} onClick={() => open(name)}>
          {words}
          <VisuallyHidden> of {executor.name}</VisuallyHidden>
        </ActionButton>
      ))}
    </div>
  )
}
