import { ApiProblem, problemOf } from './client.ts'

/** Signing in and out are better-auth's own routes, which have no contract of ours. Throws ApiProblem. */
export const signIn = (email: string, password: string) =>
  post('/api/auth/sign-in/email', { email, password })
export const signOut = () => post('/api/auth/sign-out', {})
/** Ends every other session. */
export const changePassword = (currentPassword: string, newPassword: string) =>
  post('/api/auth/change-password', { currentPassword, newPassword, revokeOtherSessions: true })

async function post(url: string, body: unknown): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new ApiProblem({ type: 'about:blank', status: 0, title: 'Front Office does not answer' })
  })
  if (!answer.ok) throw await problemOf(answer, 'post')
}
