import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ApiProblem } from '../http/client.ts'
import { signOut } from '../http/session.ts'

/** Nothing of the session is kept here once it is over, also where it was over before. Until then the page stays. */
export function useSignOut() {
  const navigate = useNavigate()
  const client = useQueryClient()
  return useMutation<void, Error>({
    mutationFn: async () => {
      try {
        await signOut()
      } catch (problem) {
        if (!(problem instanceof ApiProblem && problem.status === 401)) throw problem
      }
    },
    onSuccess() {
      client.clear()
      void navigate({ to: '/sign-in' })
    },
  })
}
