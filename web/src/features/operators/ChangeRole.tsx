import { Button } from '@mantine/core'
import { useState } from 'react'
import type { OperatorRow } from '#api/operators/contract.ts'
import { type Action, aRole, operatorCan } from '#domain/operator/permissions.ts'
import { listed } from '../../ui/count-words.ts'
import { RowPanel } from '../../ui/RowPanel.tsx'
import { useChangeRole } from './operator-queries.ts'
import css from './operators.module.css'
import { RoleChoice } from './RoleChoice.tsx'

/** What somebody made goes with the permission to make it. */
const made: readonly [Action, string][] = [
  ['inviteOperator', 'unused invites'],
  ['createApiKey', 'API keys'],
  ['makeStandingGrant', 'standing grants'],
]

interface ChangeRoleProps {
  operator: OperatorRow
  onClose: () => void
}

export function ChangeRole({ operator, onClose }: ChangeRoleProps) {
  const [role, setRole] = useState(operator.role)
  const change = useChangeRole(operator.id)
  const revoked = made.filter(([action]) => operatorCan(operator.role, action) && !operatorCan(role, action))
  return (
    <RowPanel label={`The role of ${operator.name}`} onClose={onClose} problem={change.error}>
      <RoleChoice label={`The role of ${operator.name}, from now on`} value={role} onChange={setRole} />
      {revoked.length > 0 && (
        <p>
          The {listed(revoked.map(([, what]) => what))} that {operator.name} made are revoked.
        </p>
      )}
      <div className={css.buttons}>
        <Button
          disabled={change.isPending || role === operator.role}
          onClick={() => change.mutate(role, { onSuccess: onClose })}
        >
          {change.isPending ? 'Recording…' : `Make ${operator.name} ${aRole(role)}`}
        </Button>
        <Button variant="default" onClick={onClose}>
          Keep the role
        </Button>
      </div>
    </RowPanel>
  )
}
