import { QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiProblem } from './client.ts'

const isPassing = (error: unknown) =>
  error instanceof ApiProblem && (error.status === 0 || error.status >= 502)

/** The stream says what changed, so nothing is read again just because time passes. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof ApiProblem && error.status === 401) onSignedOut()
      },
    }),
    defaultOptions: {
      // What was asked for without a network fails and says so: kept, it would be sent by itself later, when it may not
      // be wanted any more. A browser without a network may also reach what runs on its own machine.
      mutations: { networkMode: 'always' },
      queries: {
        networkMode: 'always',
        staleTime: 30_000,
        retry: (_tries, error) => isPassing(error),
        retryDelay: (tries) => Math.min(500 * 2 ** tries, 5_000),
      },
    },
  })
}
