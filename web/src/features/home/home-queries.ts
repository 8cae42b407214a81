import { useQuery } from '@tanstack/react-query'
import type { BlockedTask } from '#api/home/contract.ts'
import { tasksContract } from '#api/tasks/contract.ts'
import { type Action, operatorCan } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { call } from '../../http/client.ts'

export const useOpenTasks = () =>
  useQuery({
    queryKey: ['tasks', 'home', 'open'],
    queryFn: ({ signal }) => call(tasksContract.listTasks, { query: { open: 'true', limit: 8 }, signal }),
  })

/** What one of them must be allowed to do; nobody removes the cause of an executor from here. */
const unblocking: Record<BlockedTask['unblocker'], Action | null> = {
  operator: 'acceptWork',
  owner: 'liftKillSwitch',
  executor: null,
}

/** Whether the reader is one of those who can remove the cause. */
export function useMayUnblock(unblocker: BlockedTask['unblocker']): boolean {
  const role = useRole()
  const action = unblocking[unblocker]
  return action !== null && operatorCan(role, action)
}
