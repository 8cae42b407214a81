import { Button } from '@mantine/core'
import type { ApiKey } from '#api/api-keys/contract.ts'
import formCss from '../../ui/form.module.css'
import { RowPanel } from '../../ui/RowPanel.tsx'
import { useRevokeApiKey } from './api-key-queries.ts'

/** What it means, before it is done: there is no way back. */
export function RevokeKey({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const revoke = useRevokeApiKey(apiKey.id)
  return (
    <RowPanel label={`Revoke ${apiKey.name}`} onClose={onClose} problem={revoke.error}>
      <p>
        Whatever uses it is refused from now on, and there is no way back. The runs that it started go on.
      </p>
      <div className={formCss.actions}>
        <Button
          color="danger"
          variant="outline"
          disabled={revoke.isPending}
          onClick={() => revoke.mutate(undefined, { onSuccess: onClose })}
        >
          {revoke.isPending ? 'Recording…' : `Revoke ${apiKey.name}`}
        </Button>
        <Button variant="default" onClick={onClose}>
          Keep it
        </Button>
      </div>
    </RowPanel>
  )
}
