import { useQuery } from '@tanstack/react-query'
import { type BlockedTask, homeContract } from '#api/home/contract.ts'
import { tasksContract } from '#api/tasks/contract.ts'
import { operatorCan } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { call } from '../../http/client.ts'

export const useOpenTasks = () =>
  useQuery({
    queryKey: ['tasks', 'home', 'open'],
    queryFn: ({ signal }) => call(tasksContract.listTasks, { query: { open: 'true' }, signal }),
  })

/** By when they ended. The server orders by when they began, so it is asked for more than are shown. */
export const useDoneTasks = () =>
  useQuery({
    queryKey: ['tasks', 'home', 'done'],
    queryFn: ({ signal }) => call(tasksContract.listTasks, { query: { status: 'done', limit: 100 }, signal }),
    select: ({ items }) => items.toSorted((a, b) => (b.endedAt ?? '').localeCompare(a.endedAt ?? '')),
  })

/** What is blocked, at risk and failing; the stream tells when it changed. */
export const useHome = () =>
  useQuery({
    queryKey: ['home'],
    queryFn: ({ signal }) => call(homeContract.getHome, { signal }),
  })

/** Whether the reader is one of those who can remove the cause. */
export function useMayUnblock(unblocker: BlockedTask['unblocker']): boolean {
  const role = useRole()
  if (unblocker === 'executor') return false
  return unblocker === 'owner' ? role === 'owner' : operatorCan(role, 'acceptWork')
}
