import { existsSync, readFileSync } from 'node:fs'
import { stdin } from 'node:process'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { type Command, Option } from 'commander'
import type { Route } from '#api/http/contract.ts'

/** As given on the command line; what is not given is found or asked for. */
export interface AccountOptions {
  url?: string
  email?: string
  password?: string
}

/** Where Front Office runs, and who asks. */
export type Account = Required<AccountOptions>

/** Who asks a running Front Office: an operator who signed in. */
export interface Session {
  get<R extends Route>(route: R, query: Record<string, string | number>): Promise<R['response']['_output']>
}

/** Adds what says where Front Office runs and who asks. */
export const asOperator = (command: Command): Command =>
  command
    .addOption(new Option('--url <url>', 'where Front Office runs (default: the one of .data/)'))
    .addOption(new Option('--email <email>', 'an operator').env('FRONT_OFFICE_EMAIL'))
    .addOption(new Option('--password <password>', 'asked for if not given').env('FRONT_OFFICE_PASSWORD'))

/** Throws with a sentence for who called. */
export async function openSession(options: AccountOptions): Promise<Session> {
  const url = options.url ?? runningUrl()
  if (!url)
    throw new Error(
      'Front Office does not run here. Start it with npm start, or say where it runs with --url.',
    )
  const email = options.email ?? (await ask('E-mail: '))
  const password = options.password ?? (await ask('Password: ', true))
  return signIn(url, email, password)
}

async function signIn(url: string, email: string, password: string): Promise<Session> {
  const answer = await fetch(new URL('/api/auth/sign-in/email', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(url).origin },
    body: JSON.stringify({ email, password }),
  })
  if (!answer.ok) throw new Error(`${url} did not let ${email} sign in (${answer.status}).`)
  const cookie = answer.headers
    .getSetCookie()
    .map((set) => set.split(';')[0])
    .join('; ')

  return {
    async get({ path, response }, query) {
      const asked = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, `${value}`]))
      const page = await fetch(new URL(`/api${path}?${asked}`, url), { headers: { cookie } })
      if (!page.ok) throw new Error(`${url} did not answer ${path}?${asked} (${page.status}).`)
      return response.parse(await page.json())
    },
  }
}

/** What the supervisor says of itself in its lock. */
function runningUrl(): string | null {
  if (!existsSync('.data/lock.json')) return null
  return JSON.parse(readFileSync('.data/lock.json', 'utf8')).about?.url ?? null
}

/** A hidden answer is not echoed. */
async function ask(question: string, isHidden = false): Promise<string> {
  if (!stdin.isTTY) throw new Error('Say who asks: FRONT_OFFICE_EMAIL and FRONT_OFFICE_PASSWORD.')
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  process.stderr.write(question)
  const lines = createInterface({ input: stdin, output: isHidden ? nowhere : process.stderr, terminal: true })
  try {
    return await lines.question('')
  } finally {
    lines.close()
    if (isHidden) process.stderr.write('\n')
  }
}
