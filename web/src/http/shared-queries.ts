import { useQuery } from '@tanstack/react-query'
import { agentsContract } from '#api/agents/contract.ts'
import { artifactsContract } from '#api/artifacts/contract.ts'
import { executorsContract } from '#api/executors/contract.ts'
import { homeContract } from '#api/home/contract.ts'
import { type Inbox, type InboxItem, inboxContract } from '#api/inbox/contract.ts'
import { killSwitchesContract } from '#api/kill-switches/contract.ts'
import { policiesContract } from '#api/policies/contract.ts'
import { projectsContract } from '#api/projects/contract.ts'
import type { TaskRow } from '#api/tasks/contract.ts'
import { mostOnHome } from '#domain/inbox/inbox.ts'
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

/** Under it lie the whole inbox and the first of it: what changes one changes both. */
export const inboxKey = ['inbox']
export const wholeInboxKey = [...inboxKey, 'whole']
/** As often as the clock of the pages ticks. */
const wakesMs = 15_000

const firstInbox = {
  queryKey: [...inboxKey, 'first'],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    call(inboxContract.listInbox, { query: { limit: mostOnHome }, signal }),
  // When something that is put off waits again is not in it, and no entry tells.
  refetchInterval: ({ state }: { state: { data: Inbox | undefined } }) =>
    state.data?.unlisted.some(({ isSnoozed }) => isSnoozed) ? wakesMs : false,
}
const wholeInbox = {
  queryKey: wholeInboxKey,
  queryFn: ({ signal }: { signal: AbortSignal }) => call(inboxContract.listInbox, { signal }),
}

/** What needs a person, with what is put off. It is the dearest of all reads: for who needs its items one by one. */
export const useWholeInbox = () => useQuery(wholeInbox)

/** What needs a person now, without what is put off: the first few, those that wait for the reader before others, and counts of all. */
export function useInbox() {
  const now = useNow()
  return useQuery({ ...firstInbox, select: (inbox) => inboxNow(inbox, now) })
}

/** The same with all items; asked for while `isWanted`. */
export function useInboxItems(isWanted = true) {
  const now = useNow()
  return useQuery({ ...wholeInbox, enabled: isWanted, select: (inbox) => inboxNow(inbox, now) })
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
    endsFirst: inbox.endsFirst,
  }
}

const waitedOn: Partial<Record<WaitKind, readonly InboxItem['kind'][]>> = {
  approval: ['approval'],
  operator: ['question', 'verification'],
}

type Waiting = Pick<TaskRow, 'id' | 'projectId'>

/** For whom a task waits, by what the inbox says of it: names of others; null where it is the reader, or nobody. */
export function useWaitsFor(task: Waiting, waitKind: WaitKind | null): string[] | null {
  const kinds = (waitKind && waitedOn[waitKind]) ?? []
  const first = useQuery({ ...firstInbox, enabled: kinds.length > 0 }).data
  const told = first && kinds.length > 0 ? toldByFirst(first, task, kinds) : null
  const whole = useQuery({ ...wholeInbox, enabled: told === undefined }).data
  return told === undefined ? othersOf(ofTask(whole?.items ?? [], task, kinds)) : told
}

const ofTask = (items: readonly InboxItem[], { id }: Waiting, kinds: readonly InboxItem['kind'][]) =>
  items.filter(({ taskId, kind }) => taskId === id && kinds.includes(kind))

function othersOf(asked: readonly InboxItem[]): string[] | null {
  const names = asked.flatMap(({ waitsFor }) => waitsFor ?? [])
  return asked.length > 0 && asked.every(({ waitsFor }) => waitsFor !== null) ? [...new Set(names)] : null
}

/**
 * The task may be among what is counted of its project: where that waits for others than what is listed of the task, or for
 * different ones, undefined, as only the whole inbox says for whom it waits.
 */
function toldByFirst(first: Inbox, task: Waiting, kinds: readonly InboxItem['kind'][]) {
  const listed = ofTask(first.items, task, kinds)
  const counted = first.unlisted.filter(
    ({ kind, projectId }) => projectId === task.projectId && kinds.includes(kind),
  )
  if (counted.length === 0 || listed.some(({ waitsFor }) => waitsFor === null)) return othersOf(listed)
  const [one, ...more] = new Set([...listed, ...counted].map(({ waitsFor }) => JSON.stringify(waitsFor)))
  return one !== undefined && more.length === 0 ? (JSON.parse(one) as string[] | null) : undefined
}
