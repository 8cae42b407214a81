import { Button, Popover } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { Runbook } from '#api/runbooks/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import formCss from '../../ui/form.module.css'
import { useRemoveRunbook } from './runbook-queries.ts'
import css from './runbooks.module.css'

interface RunbookActionsProps {
  runbook: Runbook
  isEditing: boolean
  onEdit: () => void
}

export function RunbookActions({ runbook, isEditing, onEdit }: RunbookActionsProps) {
  const refusal = refusalOf(useRole(), 'writeRunbook')
  const navigate = useNavigate()
  const remove = useRemoveRunbook(runbook, () =>
    navigate({ to: `/projects/${runbook.projectId}/runbooks` as never, ignoreBlocker: true }),
  )
  return (
    <>
      <ActionButton refusal={refusal} onClick={onEdit}>
        {isEditing ? 'Leave it as it is' : 'Edit'}
      </ActionButton>
      <Popover width={280} position="bottom-end" trapFocus>
        <Popover.Target>
          <ActionButton refusal={refusal}>Remove…</ActionButton>
        </Popover.Target>
        <Popover.Dropdown className={css.popover} aria-label={`Remove ${runbook.name}`}>
          <p>
            Removing it starts no more runs of it and frees its name. Runs that are under way go on; its
            versions and runs stay in the ledger.
          </p>
          <Button
            color="danger"
            variant="outline"
            disabled={remove.isPending}
            onClick={() => remove.mutate()}
          >
            {remove.isPending ? 'Recording…' : 'Remove the runbook'}
          </Button>
          {remove.error && (
            <p role="alert" className={formCss.problem}>
              {remove.error.message}
            </p>
          )}
        </Popover.Dropdown>
      </Popover>
    </>
  )
}
