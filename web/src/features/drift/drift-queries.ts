import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { type FindingDetail, findingsContract } from '#api/findings/contract.ts'
import type { Input } from '#api/http/contract.ts'
import { ledgerContract } from '#api/ledger/contract.ts'
import { findingStreamId } from '#domain/ids.ts'
import { type ApiProblem, call } from '../../http/client.ts'
import { newIdempotencyKey } from '../../http/idempotency-key.ts'
import { byPages } from '../../http/pages.ts'

export type View = NonNullable<Input<typeof findingsContract.listFindings.query>['view']>

/** Page by page; counts and looks stand on each. */
export const useFindings = (view: View) =>
  useInfiniteQuery({
    queryKey: ['findings', { view }],
    queryFn: ({ pageParam, signal }) =>
      call(findingsContract.listFindings, { query: { view, before: pageParam }, signal }),
    ...byPages,
  })

export const useFinding = (findingId: string) =>
  useQuery({
    queryKey: ['finding', findingId],
    queryFn: ({ signal }) => call(findingsContract.getFinding, { params: { findingId }, signal }),
  })

/** All that happened to it, newest first. */
export const useHistory = (findingId: string) =>
  useQuery({
    queryKey: ['finding', findingId, 'entries'],
    queryFn: ({ signal }) =>
      call(ledgerContract.listEntries, {
        query: { streamId: findingStreamId(findingId), limit: 200 },
        signal,
      }),
  })

export type Decision = Input<typeof findingsContract.decideFinding.body>

export function useDecide(findingId: string) {
  const client = useQueryClient()
  return useMutation<FindingDetail, ApiProblem, Decision>({
    mutationFn: (body) =>
      call(findingsContract.decideFinding, {
        params: { findingId },
        body,
        idempotencyKey: newIdempotencyKey(),
      }),
    onSuccess: (finding) => client.setQueryData(['finding', findingId], finding),
    onSettled: () =>
      Promise.all(
        [['findings'], ['finding', findingId], ['inbox']].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  })
}

export const useLookNow = (executorId: string) =>
  useMutation<unknown, ApiProblem, void>({
    mutationFn: () =>
      call(findingsContract.lookNow, { params: { executorId }, idempotencyKey: newIdempotencyKey() }),
  })

const awaitedMs = 1_000

/** Reads the looks again while one is awaited: one that finds nothing new writes no entry that would tell of it. */
export function useAwaitedLook(isAwaited: boolean): void {
  const client = useQueryClient()
  useEffect(() => {
    if (!isAwaited) return
    const timer = setInterval(() => void client.invalidateQueries({ queryKey: ['findings'] }), awaitedMs)
    return () => clearInterval(timer)
  }, [client, isAwaited])
}
