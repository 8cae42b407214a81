import { useQuery } from '@tanstack/react-query'
import { sessionContract } from '#api/session/contract.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { call } from '../http/client.ts'

export const useMe = () =>
  useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => call(sessionContract.getMe, { signal }),
    staleTime: 5 * 60_000,
  })

/** Until it is known, the one that may do least: controls are enabled, never taken back. */
export const useRole = (): Role => useMe().data?.role ?? 'viewer'
