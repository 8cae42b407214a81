import { useQuery } from '@tanstack/react-query'
import { inboxContract } from '#api/inbox/contract.ts'
import { call } from '../../http/client.ts'

/** What needs a person, oldest first; the stream tells when it changed. */
export const useInbox = () =>
  useQuery({
    queryKey: ['inbox'],
    queryFn: ({ signal }) => call(inboxContract.listInbox, { signal }),
  })
