import type { Executor } from '#api/executors/contract.ts'
import { NoWayBack } from '../../ui/NoWayBack.tsx'
import { useRenewToken } from './executor-token-queries.ts'
import { ShownFile } from './ShownFile.tsx'

export function RenewToken({ executor, onClose }: { executor: Executor; onClose: () => void }) {
  const renew = useRenewToken(executor.id)
  if (renew.data) return <ShownFile made={renew.data} more="Done" onDone={onClose} />
  return (
    <NoWayBack
      action={`Make a new token for ${executor.name}`}
      isPending={renew.isPending}
      problem={renew.error}
      onConfirm={() => renew.mutate()}
      onClose={onClose}
    >
      The one it has opens nothing from then on. Until the new one stands in its worker’s file as apiToken and
      the worker is started again, its reports do not arrive; its runs go on.
    </NoWayBack>
  )
}
