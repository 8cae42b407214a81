import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { effectsContract } from '#api/effects/contract.ts'
import type { Input } from '#api/http/contract.ts'
import { call } from '../../../http/client.ts'
import { byPages } from '../../../http/pages.ts'

// Both change with their tasks: app/live.ts makes ['effects'] stale.

export type EffectFilter = Pick<
  NonNullable<Input<typeof effectsContract.listEffects.query>>,
  'projectId' | 'status'
>

export const useEffects = (filter: EffectFilter) =>
  useInfiniteQuery({
    queryKey: ['effects', filter],
    queryFn: ({ pageParam, signal }) =>
      call(effectsContract.listEffects, {
        query: { ...filter, ...(pageParam && { before: pageParam }) },
        signal,
      }),
    ...byPages,
  })

export const useEffectAudit = (proposalId: string) =>
  useQuery({
    queryKey: ['effects', proposalId],
    queryFn: ({ signal }) => call(effectsContract.getEffect, { params: { proposalId }, signal }),
  })
