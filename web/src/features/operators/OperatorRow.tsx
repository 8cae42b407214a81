import { VisuallyHidden } from '@mantine/core'
import type { OperatorRow as Operator } from '#api/operators/contract.ts'
import { lastOwnerRefusal } from '#domain/operator/operator-rules.ts'
import { type Action, refusalOf } from '#domain/operator/permissions.ts'
import { useMe } from '../../app/me.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { initialsOf, PersonMark } from '../../ui/PersonMark.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row } from '../../ui/RowList.tsx'
import { useRowPanel } from '../../ui/use-row-panel.ts'
import { ChangeRole } from './ChangeRole.tsx'
import css from './operators.module.css'
import { RemoveOperator } from './RemoveOperator.tsx'

interface OperatorRowProps {
  operator: Operator
  /** How many owners can sign in. */
  owners: number
}

type Panel = 'changeRole' | 'removeOperator'

export function OperatorRow({ operator, owners }: OperatorRowProps) {
  const me = useMe().data
  const { panel, open, close, buttons } = useRowPanel<Panel>()
  const isMe = operator.id === me?.id
  const refusal = (action: Action) =>
    refusalOf(me?.role ?? 'viewer', action) ?? lastOwnerRefusal(operator, owners)
  const { name } = operator
  return (
    <Row
      mark={<PersonMark person={{ kind: 'operator', name, initials: initialsOf(name) }} isMarkOnly />}
      title={isMe ? `${name} (you)` : name}
      detail={
        <>
          <span>{operator.role}</span>
          <span>
            joined <RelativeTime at={new Date(operator.since)} />
          </span>
          <span>{operator.email}</span>
        </>
      }
      reason={
        panel && (
          <div className={css.panel}>
            {panel === 'changeRole' ? (
              <ChangeRole operator={operator} onClose={close} />
            ) : (
              <RemoveOperator operator={operator} isMe={isMe} onClose={close} />
            )}
          </div>
        )
      }
      action={
        panel === null && (
          <div ref={buttons} className={css.buttons}>
            <ActionButton refusal={refusal('changeRole')} onClick={() => open('changeRole')}>
              Change role…<VisuallyHidden> of {name}</VisuallyHidden>
            </ActionButton>
            <ActionButton refusal={refusal('removeOperator')} onClick={() => open('removeOperator')}>
              Remove…<VisuallyHidden> {name}</VisuallyHidden>
            </ActionButton>
          </div>
        )
      }
    />
  )
}
