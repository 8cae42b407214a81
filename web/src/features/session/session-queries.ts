import { useMutation, useQuery } from '@tanstack/react-query'
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

export interface NewOwner extends Credentials {
  name: string
  token: string
}

/** Creates the owner, who is signed in at once. */
export const useSetUp = () =>
  useMutation<void, ApiProblem, NewOwner>({
    mutationFn: async (owner) => {
      await call(sessionContract.setUp, { body: owner })
      await signIn(owner.email, owner.password)
    },
  })
