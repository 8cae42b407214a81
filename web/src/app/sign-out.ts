import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ApiProblem } from '../http/client.ts'
import { signOut } from '../http/session.ts'
import { mayLeave } from '../ui/unsaved.ts'

/**
 * Nothing of the session is kept here once it is over, also where it was over before. Until then the page stays; what is
 * not saved in it is asked for while it still can be.
 */
export function useSignOut() {
  const navigate = useNavigate()
  const client = useQueryClient()
  const { mutate, error } = useMutation<void, Error>({
    mutationFn: async () => {
      try {
        await signOut()
      } catch (problem) {
        if (!(problem instanceof ApiProblem && problem.status === 401)) throw problem
      }
    },
    onSuccess() {
      client.clear()
      void navigate({ to: '/sign-in', ignoreBlocker: true })
    },
  })
  const leave = async () => {
    if (await mayLeave()) mutate()
  }
  return { leave: () => void leave(), error }
}
