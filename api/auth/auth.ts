import { betterAuth } from 'better-auth'
import type { Pool } from '#prisma/client.ts'

export interface AuthSettings {
  publicUrl: string
  secret: string
}

/** Set by us from the connection, over whatever a client sends under this name. */
export const clientIpHeader = 'x-front-office-client-ip'

/** A page opened by the loopback's other name is the same page. */
export function trustedOrigins(publicUrl: string): string[] {
  const { origin, hostname } = new URL(publicUrl)
  if (hostname === '127.0.0.1') return [origin, origin.replace('127.0.0.1', 'localhost')]
  return hostname === 'localhost' ? [origin, origin.replace('localhost', '127.0.0.1')] : [origin]
}

/** In seconds: a session lasts so long, and is renewed where it is used that long after it was renewed last. */
const sessionTimes = { expiresIn: 14 * 86_400, updateAge: 86_400 }

/** When a session that expires then is due to be renewed, in milliseconds since 1970. */
export const renewedAt = (expiresAt: Date): number =>
  expiresAt.getTime() - (sessionTimes.expiresIn - sessionTimes.updateAge) * 1_000

/** Operators' accounts and sessions. Nobody signs up: an account is made by the owner's link or an owner. */
export function createAuth(pool: Pool, { publicUrl, secret }: AuthSettings) {
  return betterAuth({
    appName: 'Front Office',
    baseURL: publicUrl,
    basePath: '/api/auth',
    secret,
    database: pool,
    trustedOrigins: trustedOrigins(publicUrl),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 200 },
    user: {
      additionalFields: {
        role: { type: 'string', required: true, input: false },
        removedAt: { type: 'date', required: false, input: false },
      },
    },
    session: sessionTimes,
    rateLimit: {
      enabled: true,
      storage: 'database',
      modelName: 'rate_limit',
      window: 60,
      max: 300,
      customRules: { '/sign-in/email': { window: 60, max: 20 }, '/change-password': { window: 60, max: 10 } },
    },
    advanced: {
      cookiePrefix: 'front_office',
      useSecureCookies: publicUrl.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' },
      ipAddress: { ipAddressHeaders: [clientIpHeader] },
    },
    telemetry: { enabled: false },
    logger: { disabled: true },
  })
}
export type Auth = ReturnType<typeof createAuth>
