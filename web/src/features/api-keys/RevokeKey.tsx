import type { ApiKey } from '#api/api-keys/contract.ts'
import { NoWayBack } from '../../ui/NoWayBack.tsx'
import { useRevokeApiKey } from './api-key-queries.ts'

export function RevokeKey({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const revoke = useRevokeApiKey(apiKey.id)
  return (
    <NoWayBack
      action={`Revoke ${apiKey.name}`}
      isPending={revoke.isPending}
      problem={revoke.error}
      onConfirm={() => revoke.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      Whatever uses it is refused from now on, and there is no way back. The runs that it started go on.
    </NoWayBack>
  )
}
