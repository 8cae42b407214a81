import { type QueryClient, type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Entry } from '#api/ledger/contract.ts'
import type { Looking } from '#api/stream/contract.ts'

const gatherMs = 300
/** Read over all projects, which costs the server most: while entries keep coming, once in so long. */
const wideMs = 2_000
const wide: readonly unknown[] = ['home', 'inbox', 'projects', 'outcomes']
const reportsMs = 10_000

/** By the kind of stream. Keys are agreed with the features' queries. */
const staleByKind: Record<string, (id: string) => QueryKey[]> = {
  task: (id) => [
    ['task', id],
    ['tasks'],
    ['approvals'],
    ['effects'],
    ['inbox'],
    ['agents'],
    ['executors'],
    ['learnings'],
    ['shipped'],
    ['outcomes'],
    ['policy'],
    ['runbook-run'],
  ],
  project: () => [['outcomes']],
  policy: () => [['policy']],
  'kill-switch': () => [['kill-switches']],
  inbox: () => [['inbox']],
  agent: () => [['agents']],
  executor: () => [['executors'], ['findings']],
  finding: (id) => [['findings'], ['finding', id], ['inbox']],
  artifact: (id) => [['task', id]],
  document: (id) => [['document', id]],
  operator: () => [['me'], ['operators']],
  'api-key': () => [['api-keys']],
  'runbook-definition': () => [['runbooks']],
  runbook: (id) => [['runbook-run', id], ['runbook-runs'], ['runbooks'], ['inbox']],
}

/** What an entry makes stale. */
export function staleAfter({ streamId, projectId }: Pick<Entry, 'streamId' | 'projectId'>): QueryKey[] {
  const [kind = '', id = ''] = streamId.split('/')
  const keys: QueryKey[] = [['ledger'], ['projects'], ['home'], ...(staleByKind[kind]?.(id) ?? [])]
  if (projectId) keys.push(['project', projectId])
  return keys
}

/** Who has which inbox item open. The stream tells it; nothing reads it. */
export const looking = {
  queryKey: ['looking'],
  queryFn: (): Looking => [],
  enabled: false,
  initialData: [] as Looking,
}

type Invalidating = Pick<QueryClient, 'invalidateQueries'>

/** Reads again what is stale: soon after it became so, and then not again before it has rested. */
function paced(client: Invalidating, restMs: number) {
  const stale = new Map<string, QueryKey>()
  let timer: ReturnType<typeof setTimeout> | null = null
  let restsUntil = 0
  const flush = () => {
    timer = null
    restsUntil = Date.now() + restMs
    for (const queryKey of stale.values()) void client.invalidateQueries({ queryKey })
    stale.clear()
  }
  return {
    take(key: QueryKey) {
      stale.set(JSON.stringify(key), key)
      timer ??= setTimeout(flush, Math.max(gatherMs, restsUntil - Date.now()))
    },
    stop() {
      if (timer) clearTimeout(timer)
    },
  }
}

/** Bursts of entries are one refetch of what they touch; many busy agents do not make a page ask all the time. */
export function gatherer(client: Invalidating) {
  const [quick, slow] = [paced(client, gatherMs), paced(client, wideMs)]
  return {
    take(keys: QueryKey[]) {
      for (const key of keys) (wide.includes(key[0]) ? slow : quick).take(key)
    },
    stop() {
      quick.stop()
      slow.stop()
    },
  }
}

/** Follows the ledger by one stream, and tells since when it is away; null while it is there. */
export function useLive(): Date | null {
  const client = useQueryClient()
  const [awaySince, setAwaySince] = useState<Date | null>(null)
  useEffect(() => {
    const { take, stop } = gatherer(client)
    let wasAway = false
    const source = new EventSource('/api/stream')
    source.addEventListener('entry', (event) => take(staleAfter(JSON.parse(event.data))))
    source.addEventListener('looking', (event) =>
      client.setQueryData<Looking>(looking.queryKey, JSON.parse(event.data)),
    )
    // What was read is of a record that is not there any more.
    source.addEventListener('restored', () => void client.invalidateQueries())
    source.addEventListener('open', () => {
      // The server resumes by position; what a server that was started anew can't is read again.
      if (wasAway) void client.invalidateQueries()
      wasAway = false
      setAwaySince(null)
    })
    source.addEventListener('error', () => {
      wasAway = true
      setAwaySince((since) => since ?? new Date())
      // The browser gives up where the answer was an error: then the session may have ended.
      if (source.readyState === EventSource.CLOSED) void client.invalidateQueries({ queryKey: ['me'] })
    })
    const reports = setInterval(() => void client.invalidateQueries({ queryKey: ['executors'] }), reportsMs)
    return () => {
      stop()
      source.close()
      clearInterval(reports)
    }
  }, [client])
  return awaySince
}
