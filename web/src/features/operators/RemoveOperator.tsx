import { Button } from '@mantine/core'
import type { OperatorRow } from '#api/operators/contract.ts'
import { RowPanel } from '../../ui/RowPanel.tsx'
import { useRemoveOperator } from './operator-queries.ts'
import css from './operators.module.css'

interface RemoveOperatorProps {
  operator: OperatorRow
  isMe: boolean
  onClose: () => void
}

export function RemoveOperator({ operator, isMe, onClose }: RemoveOperatorProps) {
  const remove = useRemoveOperator(operator.id)
  const { name } = operator
  return (
    <RowPanel label={`Remove ${name}`} onClose={onClose} problem={remove.error}>
      <p>Removing {isMe ? 'yourself' : name} will</p>
      <ul className={css.will}>
        <li>
          {isMe ? 'sign you out' : 'sign them out'} everywhere at once, and let nobody sign in as {name} again
        </li>
        <li>
          revoke the invites that nobody has used, the API keys and the standing grants that{' '}
          {isMe ? 'you' : 'they'} made
        </li>
        <li>keep the name in the ledger, with all that was decided and written under it</li>
        <li>leave running what {isMe ? 'you' : 'they'} asked for; tasks go on</li>
      </ul>
      <div className={css.buttons}>
        <Button color="danger" variant="outline" disabled={remove.isPending} onClick={() => remove.mutate()}>
          {remove.isPending ? 'Recording…' : `Remove ${name}`}
        </Button>
        <Button variant="default" onClick={onClose}>
          Keep {isMe ? 'my' : 'the'} account
        </Button>
      </div>
    </RowPanel>
  )
}
