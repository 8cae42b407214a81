import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Input, Output, Route } from '#api/http/contract.ts'
import { moneyContract } from '#api/money/contract.ts'
import { outcomesContract } from '#api/outcomes/contract.ts'
import { shippedContract } from '#api/shipped/contract.ts'
import { daysAfter } from '#domain/outcome/iso-week.ts'
import { type ApiProblem, call } from '../../http/client.ts'
import { byPages } from '../../http/pages.ts'

// What belongs to a project is read again with it: app/live.ts makes ['project', id] stale.

export const useProjectOutcomes = (projectId: string) =>
  useQuery({
    queryKey: ['project', projectId, 'outcomes'],
    queryFn: ({ signal }) => call(outcomesContract.getProjectOutcomes, { params: { projectId }, signal }),
  })

export const usePortfolioOutcomes = () =>
  useQuery({
    queryKey: ['outcomes'],
    queryFn: ({ signal }) => call(outcomesContract.getOutcomes, { signal }),
  })

export const useDecisions = (projectId: string) =>
  useQuery({
    queryKey: ['project', projectId, 'decisions'],
    queryFn: ({ signal }) => call(outcomesContract.listDecisions, { params: { projectId }, signal }),
  })

export const useLearnings = (projectId: string) =>
  useInfiniteQuery({
    queryKey: ['project', projectId, 'learnings'],
    queryFn: ({ pageParam, signal }) =>
      call(outcomesContract.listProjectLearnings, {
        params: { projectId },
        query: { before: pageParam },
        signal,
      }),
    ...byPages,
  })

export const useShipped = (projectId: string, limit: number) =>
  useQuery({
    queryKey: ['project', projectId, 'shipped', limit],
    queryFn: ({ signal }) => call(shippedContract.listShipped, { query: { projectId, limit }, signal }),
  })

export interface ShippedFilter {
  projectId?: string
  /** Days in UTC, like 2026-11-24: from that one on, or that one alone. */
  since?: string
  day?: string
}

const midnight = (day: string) => `${day}T00:00:00.000Z`
const momentsOf = ({ projectId, since, day }: ShippedFilter) => ({
  ...(projectId && { projectId }),
  ...(since && { since: midnight(since) }),
  ...(day && { since: midnight(day), until: midnight(daysAfter(day, 1)) }),
})

/** Page by page, the last first. */
export const useAllShipped = (filter: ShippedFilter) =>
  useInfiniteQuery({
    queryKey: ['shipped', filter],
    queryFn: ({ pageParam, signal }) =>
      call(shippedContract.listShipped, {
        query: { ...momentsOf(filter), ...(pageParam && { before: pageParam }), limit: 50 },
        signal,
      }),
    ...byPages,
  })

export type MoneyFilter = Pick<
  NonNullable<Input<typeof moneyContract.listMoney.query>>,
  'kind' | 'state' | 'from' | 'to'
>

export const useMoney = (projectId: string, filter: MoneyFilter) =>
  useInfiniteQuery({
    queryKey: ['project', projectId, 'money', filter],
    queryFn: ({ pageParam, signal }) =>
      call(moneyContract.listMoney, {
        params: { projectId },
        query: { ...filter, ...(pageParam && { before: pageParam }), limit: 20 },
        signal,
      }),
    ...byPages,
  })

/** A change of the project by a route of it; whatever came of it, the project is read again. */
function useChange<R extends Route, V>(
  projectId: string,
  route: R,
  ask: (value: V) => { params: Input<R['params']>; body: Input<R['body']>; idempotencyKey?: string },
) {
  const client = useQueryClient()
  return useMutation<Output<R['response']>, ApiProblem, V>({
    mutationFn: (value) => call(route, ask(value)),
    onSettled: () =>
      Promise.all(
        [['project', projectId], ['outcomes']].map((queryKey) => client.invalidateQueries({ queryKey })),
      ),
  })
}

type Made<R extends Route> = NonNullable<Input<R['body']>>

const maker =
  <R extends Route>(route: R) =>
  (projectId: string, idempotencyKey: string) =>
    useChange(projectId, route, (body: Made<R>) => ({
      params: { projectId } as Input<R['params']>,
      body,
      idempotencyKey,
    }))

export const useBookMoney = maker(moneyContract.bookMoney)
export const useSetObjective = maker(outcomesContract.setObjective)
export const useMakeDecision = maker(outcomesContract.makeDecision)
export const useNoteLearning = maker(outcomesContract.noteLearning)

export const useReverseMoney = (projectId: string, moneyId: string) =>
  useChange(projectId, moneyContract.reverseMoney, (reason: string) => ({
    params: { projectId, moneyId },
    body: { reason },
  }))

type Close = Made<typeof outcomesContract.closeObjective>
export const useCloseObjective = (projectId: string, objectiveId: string) =>
  useChange(projectId, outcomesContract.closeObjective, (body: Close) => ({
    params: { projectId, objectiveId },
    body,
  }))

type Review = Made<typeof outcomesContract.reviewDecision>
export const useReviewDecision = (projectId: string, decisionId: string) =>
  useChange(projectId, outcomesContract.reviewDecision, (body: Review) => ({
    params: { projectId, decisionId },
    body,
  }))

export const useSetRate = (projectId: string) =>
  useChange(projectId, outcomesContract.setOperatorRate, (perHour: string | null) => ({
    params: { projectId },
    body: { perHour },
  }))

export type Preview = Output<typeof moneyContract.previewMoney.response>

/** Books nothing. */
export const usePreview = (projectId: string) =>
  useMutation<Preview, ApiProblem, string>({
    mutationFn: (content) => call(moneyContract.previewMoney, { params: { projectId }, body: { content } }),
  })

type Confirmed = Made<typeof moneyContract.importMoney>
export const useImport = (projectId: string) =>
  useChange(projectId, moneyContract.importMoney, (body: Confirmed) => ({ params: { projectId }, body }))
