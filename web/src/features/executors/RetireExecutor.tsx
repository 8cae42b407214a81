import type { Executor } from '#api/executors/contract.ts'
import { NoWayBack } from '../../ui/NoWayBack.tsx'
import { useRetireExecutor } from './executor-token-queries.ts'

export function RetireExecutor({ executor, onClose }: { executor: Executor; onClose: () => void }) {
  const retire = useRetireExecutor(executor.id)
  return (
    <NoWayBack
      action={`Retire ${executor.name}`}
      isPending={retire.isPending}
      problem={retire.error}
      onConfirm={() => retire.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      No agent can live on it any more, its token opens nothing, it is not looked at, and its name is not used
      again. Files that it has not brought here do not come any more. Its history stays.
    </NoWayBack>
  )
}
