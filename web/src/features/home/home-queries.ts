import { useQuery } from '@tanstack/react-query'
import { tasksContract } from '#api/tasks/contract.ts'
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
