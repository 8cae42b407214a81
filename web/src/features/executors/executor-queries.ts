import { useQuery } from '@tanstack/react-query'
import { executorsContract } from '#api/executors/contract.ts'
import { call } from '../../http/client.ts'

/** By name; the stream and a clock in the app read them again. */
export const useExecutors = () =>
  useQuery({
    queryKey: ['executors'],
    queryFn: ({ signal }) => call(executorsContract.listExecutors, { signal }),
  })
