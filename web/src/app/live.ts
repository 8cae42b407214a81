import { type QueryClient, type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Entry } from '#api/ledger/contract.ts'
import type { Looking } from '#api/stream/contract.ts'

const gatherMs = 300
/** Read over all projects, which costs the server most: while entries keep coming, once in so long. */
const wideMs = 2_000
const wide: readonly unknown[] = ['home', 'inbox', 'projects', 'outcomes', 'doors']
const reportsMs = 10_000
const reopenMs = 3_000

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
    ['doors'],
  ],
  project: () => [['outcomes'], ['doors'], ['inbox']],
  policy: () => [['policy'], ['doors'], ['inbox']],
  'kill-switch': () => [['kill-switches']],
  'standing-grant': () => [['doors'], ['effects']],
  inbox: () => [['inbox']],
  agent: () => [['agents'], ['inbox'], ['doors']],
  executor: () => [['executors'], ['findings'], ['doors']],
  finding: (id) => [['findings'], ['finding', id], ['inbox'], ['doors']],
  artifact: (id) => [['task', id]],
  document: (id) => [['document', id]],
  operator: () => [['me'], ['operators'], ['inbox']],
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

type Invalidating = Pick<QueryClient, 'invalidateQueries' | 'isFetching'>

/** Reads again what is stale: soon after it became so, and then not again before it has rested. */
function paced(client: Invalidating, restMs: number) {
  const stale = new Map<string, QueryKey>()
  let timer: ReturnType<typeof setTimeout> | null = null
  let restsUntil = 0
  let isStopped = false
  const take = (key: QueryKey) => {
    if (isStopped) return
    stale.set(JSON.stringify(key), key)
    timer ??= setTimeout(flush, Math.max(gatherMs, restsUntil - Date.now()))
  }
  const flush = () => {
    timer = null
    restsUntil = Date.now() + restMs
    const keys = [...stale.values()]
    stale.clear()
    for (const key of keys) void readAgain(key)
  }
  /** A read that is on its way is let land, or a slow one never would. What it may have missed is read after it. */
  const readAgain = async (queryKey: QueryKey) => {
    const isOnItsWay = client.isFetching({ queryKey }) > 0
    await client.invalidateQueries({ queryKey }, { cancelRefetch: false })
    if (isOnItsWay) take(queryKey)
  }
  return {
    take,
    stop() {
      isStopped = true
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
    const stop = followLedger(client, (isAway) =>
      setAwaySince((since) => (isAway ? (since ?? new Date()) : null)),
    )
    const reports = setInterval(() => void client.invalidateQueries({ queryKey: ['executors'] }), reportsMs)
    return () => {
      stop()
      clearInterval(reports)
    }
  }, [client])
  return awaySince
}

/** Reads again what entries make stale. Answers how to stop. */
export function followLedger(
  client: Invalidating & Pick<QueryClient, 'setQueryData'>,
  tell: (isAway: boolean) => void,
): () => void {
  const { take, stop } = gatherer(client)
  let wasAway = false
  let reopening: ReturnType<typeof setTimeout> | null = null
  const open = () => {
    const opened = new EventSource('/api/stream')
    opened.addEventListener('entry', (event) => take(staleAfter(JSON.parse(event.data))))
    opened.addEventListener('looking', (event) =>
      client.setQueryData<Looking>(looking.queryKey, JSON.parse(event.data)),
    )
    opened.addEventListener('restored', () => {
      // What was read is of a record that is not there any more: all of it is read again, once a stream from its end is
      // open, so that nothing falls in between. The whole record that would come here now tells a page no more than that.
      opened.close()
      wasAway = true
      source = open()
    })
    opened.addEventListener('open', () => {
      // The server resumes by position; what a server that was started anew can't is read again.
      if (wasAway) void client.invalidateQueries()
      wasAway = false
      tell(false)
    })
    opened.addEventListener('error', () => {
      wasAway = true
      tell(true)
      if (opened.readyState !== EventSource.CLOSED) return
      // The browser gives up where the answer was an error: the database is away, or the session has ended.
      void client.invalidateQueries({ queryKey: ['me'] })
      reopening = setTimeout(() => {
        source = open()
      }, reopenMs)
    })
    return opened
  }
  let source = open()
  return () => {
    stop()
    if (reopening) clearTimeout(reopening)
    source.close()
  }
}
