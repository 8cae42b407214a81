import { useMutation, useQuery } from '@tanstack/react-query'
import { operatorsContract } from '#api/operators/contract.ts'
import { sessionContract } from '#api/session/contract.ts'
import { type ApiProblem, call } from '../../http/client.ts'
import { signIn } from '../../http/session.ts'

export const useHasOwner = () =>
  useQuery({
    queryKey: ['set-up'],
    queryFn: ({ signal }) => call(sessionContract.getSetUp, { signal }),
    select: ({ hasOwner }) => hasOwner,
  })

export interface Credentials {
  email: string
  password: string
}

export const useSignIn = () =>
  useMutation<void, ApiProblem, Credentials>({
    mutationFn: ({ email, password }) => signIn(email, password),
  })

export interface NewAccount extends Credentials {
  name: string
  token: string
}

/** Creates the owner, who is signed in at once. */
export const useSetUp = () =>
  useMutation<void, ApiProblem, NewAccount>({
    mutationFn: async (owner) => {
      await call(sessionContract.setUp, { body: owner })
      await signIn(owner.email, owner.password)
    },
  })

/** Asked once: what is wrong with a link does not pass by itself. */
export const useInviteLook = (token: string) =>
  useQuery({
    queryKey: ['join', token],
    queryFn: ({ signal }) => call(operatorsContract.lookAtInvite, { body: { token }, signal }),
    enabled: token !== '',
    staleTime: Number.POSITIVE_INFINITY,
  })

/** Creates the account that an invite is for; its operator is signed in at once. */
export const useJoin = () =>
  useMutation<void, ApiProblem, NewAccount>({
    mutationFn: async (account) => {
      await call(operatorsContract.acceptInvite, { body: account })
      await signIn(account.email, account.password)
    },
  })
