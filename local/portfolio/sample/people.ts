import { hashPassword } from 'better-auth/crypto'
import { newId } from '#domain/ids.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import type { Pool } from '#prisma/client.ts'
import { createOperator } from '#prisma/write/settings/accounts.ts'
import { createApiKey } from '#prisma/write/settings/api-keys.ts'
import { acceptInvite, inviteOperator } from '#prisma/write/settings/operators.ts'
import type { PersonName } from './business.ts'
import type { Timeline } from './timeline.ts'

export interface SamplePeople {
  ids: Record<PersonName, string>
  actors: Record<PersonName, string>
}

export const emails: Record<PersonName, string> = {
  Mara: 'mara@harrowgate.example',
  Theo: 'theo@harrowgate.example',
}

/** The owner, and the partner whom she invites; both sign in by the same password. */
export async function tellPeople(
  timeline: Timeline,
  pool: Pool,
  { password, startsAt }: { password: string; startsAt: number },
): Promise<SamplePeople> {
  const passwordHash = await hashPassword(password)
  const ids = { Mara: newId('operator'), Theo: newId('operator') }
  const actors = { Mara: actorOf('operator', ids.Mara), Theo: actorOf('operator', ids.Theo) }
  const atOf = (minutes: number) => new Date(startsAt + minutes * 60_000).toISOString()
  timeline.at(startsAt, () =>
    createOperator(
      pool,
      {
        operatorId: ids.Mara,
        name: 'Mara Lind',
        email: emails.Mara,
        role: 'owner',
        passwordHash,
        at: atOf(0),
      },
      actors.Mara,
    ),
  )
  timeline.at(startsAt + 4 * 60_000, async () => {
    const by = { operatorId: ids.Mara, at: atOf(4) }
    const { token } = await inviteOperator(
      pool,
      { operatorId: ids.Theo, role: 'operator', email: emails.Theo },
      by,
    )
    timeline.at(startsAt + 31 * 60_000, () =>
      acceptInvite(pool, token, { name: 'Theo Brandt', email: emails.Theo, passwordHash, at: atOf(31) }),
    )
  })
  return { ids, actors }
}

/** For the shop, which books what it sells; the token is told nowhere. */
export const tellApiKey = (
  timeline: Timeline,
  pool: Pool,
  { operatorId, projectId, ms }: { operatorId: string; projectId: string; ms: number },
): void =>
  timeline.at(ms, () => {
    const key = {
      apiKeyId: newId('apiKey'),
      name: 'Web shop',
      actions: ['bookMoney' as const],
      projectIds: [projectId],
    }
    return createApiKey(pool, key, { operatorId, at: new Date(ms).toISOString() })
  })
