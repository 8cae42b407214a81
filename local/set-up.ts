import pg from 'pg'
import { sha256Hex } from '#domain/ledger/digest.ts'
import { setUpConfig } from '#platform/config.ts'
import { applyMigrations, appRole, ensureAppRole, expectAppRole } from '#prisma/apply-migrations.ts'
import { createSetUpLink } from '#prisma/write/settings/accounts.ts'
import { registerExecutor } from '#prisma/write/settings/executors.ts'

// Once before the control plane of docker-compose.yml starts: schema, the application's role, the owner's link.
const { ownerUrl, appUrl, publicUrl, executorToken } = setUpConfig()
const { username, password } = new URL(appUrl)
if (username === appRole) await ensureAppRole(ownerUrl, decodeURIComponent(password))
for (const name of await applyMigrations(ownerUrl)) console.log(`applied ${name}`)
await expectAppRole(appUrl)

const pool = new pg.Pool({ connectionString: appUrl, max: 1 })
if (executorToken) {
  const { isCounting } = await registerExecutor(pool, {
    executorId: 'mac-mini',
    name: 'mac-mini',
    tokenHash: sha256Hex(executorToken),
  })
  if (!isCounting)
    console.log(
      'EXECUTOR_TOKEN does not count: the token of mac-mini was renewed or revoked on the executors page.',
    )
}
const link = await createSetUpLink(pool)
await pool.end()
console.log(
  link ? `Create the owner's account, once: ${publicUrl}/set-up#${link.token}` : `Sign in: ${publicUrl}`,
)
