import type { Executor } from '#api/executors/contract.ts'
import { NoWayBack } from '../../ui/NoWayBack.tsx'
import { useRevokeToken } from './executor-token-queries.ts'

export function RevokeToken({ executor, onClose }: { executor: Executor; onClose: () => void }) {
  const revoke = useRevokeToken(executor.id)
  return (
    <NoWayBack
      action={`Revoke the token of ${executor.name}`}
      isPending={revoke.isPending}
      problem={revoke.error}
      onConfirm={() => revoke.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      Whoever has it gets in here nowhere any more. It opens no way to Temporal: if a machine was lost, take
      its access there away too. A new token can be made later.
    </NoWayBack>
  )
}
