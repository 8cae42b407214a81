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
      queries: {
        staleTime: 30_000,
        retry: (_tries, error) => isPassing(error),
        retryDelay: (tries) => Math.min(500 * 2 ** tries, 5_000),
      },
    },
  })
}
