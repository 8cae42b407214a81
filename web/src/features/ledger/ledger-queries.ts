import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { agentsContract } from '#api/agents/contract.ts'
import { executorsContract } from '#api/executors/contract.ts'
import type { Input } from '#api/http/contract.ts'
import { ledgerContract } from '#api/ledger/contract.ts'
import { operatorsContract } from '#api/operators/contract.ts'
import { tasksContract } from '#api/tasks/contract.ts'
import { taskIdOfStream } from '#domain/ids.ts'
import { call } from '../../http/client.ts'
import { extended, joined, type KnownEntries, meets } from './known-entries.ts'
import type { LedgerFilter } from './ledger-filter.ts'

/** The head is noted elsewhere some time after its entry, which nothing tells. */
const anchorMs = 30_000
const mostPages = 20

export const useHead = () =>
  useQuery({
    queryKey: ['ledger', 'head'],
    queryFn: ({ signal }) => call(ledgerContract.getHead, { signal }),
    refetchInterval: anchorMs,
  })

const pageOf = (filter: LedgerFilter, before?: number, signal?: AbortSignal) => {
  const query = { ...filter, before } as Input<typeof ledgerContract.listEntries.query>
  return call(ledgerContract.listEntries, { query, ...(signal && { signal }) })
}

/** What is read once never changes, so a refetch reads only what came on top of it. */
export function useEntries(filter: LedgerFilter) {
  const client = useQueryClient()
  const queryKey = ['ledger', 'entries', filter]
  const known = () => client.getQueryData<KnownEntries>(queryKey)
  const entries = useQuery({ queryKey, queryFn: ({ signal }) => caughtUp(filter, known, signal) })
  const older = useMutation({
    mutationFn: (before: number) => pageOf(filter, before),
    onSuccess: (page, before) =>
      client.setQueryData<KnownEntries>(queryKey, (now) => extended(now, before, page)),
  })
  return { entries, older }
}

async function caughtUp(filter: LedgerFilter, known: () => KnownEntries | undefined, signal: AbortSignal) {
  const fresh: KnownEntries = { items: [], names: {}, next: null }
  for (let pages = 0; pages < mostPages; pages++) {
    const page = await pageOf(filter, fresh.next ?? undefined, signal)
    fresh.items.push(...page.items)
    Object.assign(fresh.names, page.names)
    fresh.next = page.next
    if (meets(fresh, known())) break
  }
  return joined(fresh, known())
}

/** Of the one task that is filtered by, which may be older than those. */
export function useTitleOf(streamId: string | undefined): string | undefined {
  const taskId = streamId === undefined ? null : taskIdOfStream(streamId)
  return useQuery({
    queryKey: ['task', taskId],
    queryFn: ({ signal }) => call(tasksContract.getTask, { params: { taskId: taskId ?? '' }, signal }),
    enabled: taskId !== null,
  }).data?.title
}

/** Everybody and everything that may have written an entry. */
export function useActors() {
  const operators = useQuery({
    queryKey: ['operators'],
    queryFn: ({ signal }) => call(operatorsContract.listOperators, { signal }),
  })
  const agents = useQuery({
    queryKey: ['agents', { projectId: undefined }],
    queryFn: ({ signal }) => call(agentsContract.listAgents, { signal }),
  })
  const executors = useQuery({
    queryKey: ['executors'],
    queryFn: ({ signal }) => call(executorsContract.listExecutors, { signal }),
  })
  return {
    operators: operators.data ? [...operators.data.items, ...operators.data.former] : [],
    agents: agents.data?.items ?? [],
    executors: executors.data?.items ?? [],
  }
}
