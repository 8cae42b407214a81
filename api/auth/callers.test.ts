import type { Request } from 'express'
import { expect, test } from 'vitest'
import type { Pool } from '#prisma/client.ts'
import type { Auth } from './auth.ts'
import { createSessionOf } from './callers.ts'

const user = { id: 'u1', name: 'Ines', email: 'ines@example.com', role: 'owner', removedAt: null }
/** Due to be renewed at each look. */
const found = { user, session: { token: 'a-token', expiresAt: new Date(0) } }

/** better-auth, whose answers wait until they are given. */
function waitingAuth() {
  const asked: ((session: typeof found | null) => void)[] = []
  const getSession = () => new Promise((resolve) => asked.push(resolve))
  const sessionOf = createSessionOf({ api: { getSession } } as unknown as Auth, {} as Pool)
  return {
    asked,
    ask: (method: string, cookie = 's=1') => sessionOf({ method, headers: { cookie } } as Request),
  }
}

test('what one session reads at once is one look at it', async () => {
  const { asked, ask } = waitingAuth()
  const [one, two, other] = [ask('GET'), ask('GET'), ask('GET', 's=2')]
  expect(asked).toHaveLength(2)
  asked[0]?.(found)
  asked[1]?.(null)
  expect(await Promise.all([one, two, other])).toMatchObject([{ id: 'u1' }, { id: 'u1' }, null])
})

test('what changes something has a look of its own, and gives none away', async () => {
  const { asked, ask } = waitingAuth()
  const all = [ask('GET'), ask('POST'), ask('DELETE'), ask('GET')]
  expect(asked).toHaveLength(3)
  for (const answer of asked) answer(found)
  expect(await Promise.all(all)).toHaveLength(4)
})

test('a look that is over counts for nobody who comes later', async () => {
  const { asked, ask } = waitingAuth()
  const before = ask('GET')
  asked[0]?.(found)
  await before
  const after = ask('GET')
  asked[1]?.(null)
  expect(await after).toBeNull()
})
