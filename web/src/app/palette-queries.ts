import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { searchContract } from '#api/search/contract.ts'
import { wordsOfQuery } from '#domain/search/search-rules.ts'
import { call } from '../http/client.ts'

/** What the server finds; what was found for the last words stays until then. */
export const useSearch = (text: string) =>
  useQuery({
    queryKey: ['search', text],
    queryFn: ({ signal }) => call(searchContract.search, { query: { q: text }, signal }),
    enabled: wordsOfQuery(text).length > 0,
    placeholderData: keepPreviousData,
  })
