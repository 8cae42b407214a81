import { useQuery } from '@tanstack/react-query'
import { inboxContract } from '#api/inbox/contract.ts'
import { projectsContract } from '#api/projects/contract.ts'
import { tasksContract } from '#api/tasks/contract.ts'
import { call } from '../../http/client.ts'

export const useProjects = () =>
  useQuery({
    queryKey: ['projects'],
    queryFn: ({ signal }) => call(projectsContract.listProjects, { signal }),
  })

export const useInbox = () =>
  useQuery({
    queryKey: ['inbox'],
    queryFn: ({ signal }) => call(inboxContract.listInbox, { signal }),
  })

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
