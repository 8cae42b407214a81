import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { type Approval, approvalsContract, type Decided } from '#api/approvals/contract.ts'
import { type Inbox, inboxContract, type Triaged } from '#api/inbox/contract.ts'
import { operatorsContract } from '#api/operators/contract.ts'
import { mostAtOnce } from '#domain/approval/bulk-rules.ts'
import { looking } from '../../app/live.ts'
import { useMe } from '../../app/me.ts'
import { ApiProblem, call } from '../../http/client.ts'
import { inboxKey, wholeInboxKey } from '../../http/shared-queries.ts'
import type { Verdict } from './together.ts'
import { applied, partlyWords, partsOf, type Triage, withoutRefused } from './triage.ts'

const repeatMs = 20_000

/** Everybody who can be given something. */
export const useTakers = () =>
  useQuery({
    queryKey: ['operators'],
    queryFn: ({ signal }) => call(operatorsContract.listOperators, { signal }),
    select: ({ items }) => items.filter(({ role }) => role !== 'viewer'),
  }).data ?? []

function send(triage: Triage): Promise<Triaged> {
  const ids = triage.items.map(({ id }) => id)
  switch (triage.kind) {
    case 'assign': {
      const items = triage.items.map(({ id, assignee }) => ({ id, from: assignee?.id ?? null }))
      return call(inboxContract.assignItems, { body: { items, to: triage.to?.id ?? null } })
    }
    case 'snooze':
      return call(inboxContract.snoozeItems, { body: { items: ids, until: triage.until } })
    case 'wake':
      return call(inboxContract.wakeItems, { body: { items: ids } })
    case 'close':
      return call(inboxContract.closeItems, { body: { items: ids, note: triage.note } })
    case 'reopen':
      return call(inboxContract.reopenItems, { body: { items: ids } })
    default:
      return triage satisfies never
  }
}

/** One part after the other, until one fails. What is not known to be done is told among the refused. */
async function sendInParts(triage: Triage): Promise<Triaged> {
  const all: Triaged = { done: [], refused: [] }
  const parts = partsOf(triage)
  for (const [at, part] of parts.entries()) {
    try {
      const { done, refused } = await send(part)
      all.done.push(...done)
      all.refused.push(...refused)
    } catch (error) {
      if (parts.length === 1) throw error
      const left = parts.slice(at).flatMap(({ items }) => items)
      const { length } = part.items
      const isRefused = error instanceof ApiProblem && error.status >= 400 && error.status < 500
      const counts = {
        done: all.done.length,
        refused: all.refused.length + (isRefused ? length : 0),
        // The server does one item after the other: some may be done.
        unknown: isRefused ? 0 : length,
        unsent: left.length - length,
      }
      const message = partlyWords(counts, (error as Error).message)
      all.refused.push(...left.map(({ id }) => ({ id, code: 'not_done', message })))
      return all
    }
  }
  return all
}

/** Shown at once; taken back where the server says no. */
export function useTriage() {
  const client = useQueryClient()
  return useMutation<Triaged, ApiProblem, Triage, Inbox | undefined>({
    mutationFn: sendInParts,
    // One after the other: an undo must not overtake what it undoes.
    scope: { id: 'triage' },
    onMutate: async (triage) => {
      await client.cancelQueries({ queryKey: wholeInboxKey })
      const before = client.getQueryData<Inbox>(wholeInboxKey)
      const after = before && { ...before, items: applied(before.items, triage) }
      if (after) client.setQueryData<Inbox>(wholeInboxKey, after)
      return before
    },
    onSuccess: ({ refused }, triage, before) => {
      if (!before || refused.length === 0) return
      const items = applied(before.items, withoutRefused(triage, refused))
      client.setQueryData<Inbox>(wholeInboxKey, { ...before, items })
    },
    onError: (_problem, _triage, before) => client.setQueryData(wholeInboxKey, before),
    onSettled: () => void client.invalidateQueries({ queryKey: inboxKey }),
  })
}

/** Proposals that still wait, of these. */
export const useProposals = (ids: readonly string[]) =>
  useQuery({
    queryKey: ['proposals', ids],
    queryFn: ({ signal }) =>
      call(approvalsContract.listApprovals, { query: { ids: ids.join(','), limit: mostAtOnce }, signal }),
    // What is read is what is decided: it does not change while it is read, and is read anew the next time.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  })

interface Together {
  approvals: readonly Approval[]
  verdict: Verdict
  reason: string
  /** The same again answers as the first time did. */
  idempotencyKey: string
}

/** Never optimistic; bound to the hashes that were shown. */
export function useDecideTogether() {
  const client = useQueryClient()
  return useMutation<Decided, ApiProblem, Together>({
    mutationFn: ({ approvals, verdict, reason, idempotencyKey }) =>
      call(approvalsContract.decideApprovals, {
        body: {
          decisions: approvals.map(({ id, proposal: { hash } }) => ({
            proposalId: id,
            hash,
            verdict,
            reason,
          })),
        },
        idempotencyKey,
      }),
    onSettled: () => void client.invalidateQueries({ queryKey: inboxKey }),
  })
}

export function useResend(itemId: string) {
  const client = useQueryClient()
  return useMutation<{ intentId: string }, ApiProblem, void>({
    mutationFn: () => call(inboxContract.resendItem, { params: { itemId } }),
    onSettled: () => void client.invalidateQueries({ queryKey: inboxKey }),
  })
}

// One after the other: leaving an item must not arrive after coming to the next one.
let told: Promise<unknown> = Promise.resolve()
const tell = (itemId: string | null) => {
  told = told.then(() => call(inboxContract.lookAtItem, { body: { itemId } })).catch(() => {})
}

/** Tells the others which item is open here, again and again while the page is in front. */
export function useLookAt(itemId: string | undefined): void {
  useEffect(() => {
    const tellNow = () => tell(document.hidden ? null : (itemId ?? null))
    tellNow()
    const timer = setInterval(tellNow, repeatMs)
    document.addEventListener('visibilitychange', tellNow)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', tellNow)
      tell(null)
    }
  }, [itemId])
}

/** The other operators who have an item open now. */
export function useOthersAt(): (itemId: string) => string[] {
  const me = useMe().data?.id
  const { data } = useQuery(looking)
  const others = data.filter(({ operatorId }) => operatorId !== me)
  return (itemId) => others.filter((one) => one.itemId === itemId).map(({ name }) => name)
}
