import { useQuery } from '@tanstack/react-query'
import { agentsContract } from '#api/agents/contract.ts'
import { artifactsContract } from '#api/artifacts/contract.ts'
import { executorsContract } from '#api/executors/contract.ts'
import { homeContract } from '#api/home/contract.ts'
import { type Inbox, type InboxItem, inboxContract } from '#api/inbox/contract.ts'
import { killSwitchesContract } from '#api/kill-switches/contract.ts'
import { policiesContract } from '#api/policies/contract.ts'
import { projectsContract } from '#api/projects/contract.ts'
import { countingOf, killHold } from '#domain/kill-switch/kill-switch-rules.ts'
import type { WaitKind } from '#domain/task/task.ts'
import { totalOf } from '../ui/count-words.ts'
import { useNow } from '../ui/now.ts'
import { call } from './client.ts'

// What many features read, under one key each; app/live.ts says what makes them stale.

export const useProjects = () =>
  useQuery({
    queryKey: ['projects'],
    queryFn: ({ signal }) => call(projectsContract.listProjects, { signal }),
  })

/** Null: not known yet which, so not asked. */
export const useProject = (projectId: string | null) =>
  useQuery({
    queryKey: ['project', projectId],
    queryFn: ({ signal }) =>
      call(projectsContract.getProject, { params: { projectId: projectId ?? '' }, signal }),
    enabled: projectId !== null,
  })

export const useAgents = (projectId?: string) =>
  useQuery({
    queryKey: ['agents', { projectId }],
    queryFn: ({ signal }) => call(agentsContract.listAgents, { query: { projectId }, signal }),
  })

/** Of all projects, a project or an agent: its document, and what holds in the end. */
export const usePolicy = (scopeId: string) =>
  useQuery({
    queryKey: ['policy', scopeId],
    queryFn: ({ signal }) => call(policiesContract.getPolicy, { params: { scopeId }, signal }),
  })

/** Those that are on. */
export const useKillSwitches = () =>
  useQuery({
    queryKey: ['kill-switches'],
    queryFn: ({ signal }) => call(killSwitchesContract.listKillSwitches, { signal }),
  })

/** Why nothing of this agent may start or be approved now; null: it may. */
export function useStop(of: { projectId: string; agentId: string }): string | null {
  const switches = useKillSwitches().data?.items ?? []
  return killHold(countingOf(switches, of))?.reason ?? null
}

/** While bytes are on their way the ledger is silent, so they are asked for again; and now and then while they wait. */
export const useArtifacts = (taskId: string) =>
  useQuery({
    queryKey: ['task', taskId, 'artifacts'],
    queryFn: ({ signal }) => call(artifactsContract.listArtifacts, { params: { taskId }, signal }),
    refetchInterval: ({ state }) => {
      const states = new Set(state.data?.items.map((item) => item.state))
      return states.has('uploading') ? 2_000 : states.has('on_executor') ? 15_000 : false
    },
  })

export const useExecutors = () =>
  useQuery({
    queryKey: ['executors'],
    queryFn: ({ signal }) => call(executorsContract.listExecutors, { signal }),
  })

/** What ships, is blocked, at risk and failing over all projects; the stream tells when it changed. */
export const useHome = () =>
  useQuery({ queryKey: ['home'], queryFn: ({ signal }) => call(homeContract.getHome, { signal }) })

export const inboxKey = ['inbox']
const readInbox = {
  queryKey: inboxKey,
  queryFn: ({ signal }: { signal: AbortSignal }) => call(inboxContract.listInbox, { signal }),
}

/** What needs a person, with what is put off. */
export const useWholeInbox = () => useQuery(readInbox)

/** What needs a person now, without what is put off: what waits for the reader, and after it what waits for others. */
export function useInbox() {
  const now = useNow()
  return useQuery({ ...readInbox, select: (inbox) => inboxNow(inbox, now) })
}

export type InboxNow = ReturnType<typeof inboxNow>

/** The items that are listed, and `needs`: how many there are for the reader, listed or not, by their projects. */
function inboxNow(inbox: Inbox, now: Date) {
  const items = inbox.items.filter(
    ({ snoozedUntil }) => snoozedUntil === null || new Date(snoozedUntil) <= now,
  )
  const unlisted = inbox.unlisted.filter(({ isSnoozed }) => !isSnoozed)
  const isMine = ({ waitsFor }: Pick<InboxItem, 'waitsFor'>) => waitsFor === null
  const isOthers = ({ waitsFor }: Pick<InboxItem, 'waitsFor'>) => waitsFor !== null
  const [mine, others] = [items.filter(isMine), items.filter(isOthers)]
  const [moreMine, moreOthers] = [unlisted.filter(isMine), unlisted.filter(isOthers)]
  const needs = [...mine.map(({ projectId }) => ({ projectId, count: 1 })), ...moreMine]
  return {
    ...{ items, mine, others, needs },
    mineCount: mine.length + totalOf(moreMine),
    othersCount: others.length + totalOf(moreOthers),
    othersNames: [...new Set([...others, ...moreOthers].flatMap(({ waitsFor }) => waitsFor ?? []))],
  }
}

const waitedOn: Partial<Record<WaitKind, readonly InboxItem['kind'][]>> = {
  approval: ['approval'],
  operator: ['question', 'verification'],
}

/** For whom a task waits, by what the inbox says of it: names of others; null where it is the reader, or nobody. */
export function useWaitsFor(taskId: string, waitKind: WaitKind | null): string[] | null {
  const kinds = (waitKind && waitedOn[waitKind]) ?? []
  const items = useWholeInbox().data?.items ?? []
  const asked = items.filter((item) => item.taskId === taskId && kinds.includes(item.kind))
  const names = asked.flatMap(({ waitsFor }) => waitsFor ?? [])
  return asked.length > 0 && asked.every(({ waitsFor }) => waitsFor !== null) ? [...new Set(names)] : null
}
