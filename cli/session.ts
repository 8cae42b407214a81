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
  get<R extends Route>(route: R, query?: Query, params?: Params): Promise<R['response']['_output']>
  /** Once for each call: an answer that is lost may have been a yes. Throws NotTaken. */
  send<R extends Route>(
    route: R,
    asked: { params?: Params; query?: Query; body?: object },
  ): Promise<R['response']['_output']>
}
type Query = Record<string, string | number | boolean>
type Params = Record<string, string>

/** The server said no; the message is its sentence. */
export class NotTaken extends Error {
  override name = 'NotTaken'
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message)
  }
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
  if (!stdin.isTTY && !(options.email && options.password))
    throw new Error('Say who asks: FRONT_OFFICE_EMAIL and FRONT_OFFICE_PASSWORD.')
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

  const target = (path: string, params: Params, query: Query) => {
    const asked = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, `${value}`]))
    return new URL(`/api${pathOf(path, params)}?${asked}`, url)
  }
  return {
    async get({ path, response }, query = {}, params = {}) {
      const page = await fetch(target(path, params, query), { headers: { cookie } })
      if (!page.ok) throw new Error(`${page.url} did not answer (${page.status}).`)
      return response.parse(await page.json())
    },
    async send({ method, path, response }, { params = {}, query = {}, body }) {
      const answer = await fetch(target(path, params, query), {
        method: method.toUpperCase(),
        headers: {
          cookie,
          origin: new URL(url).origin,
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
      })
      const told = await answer.json().catch(() => null)
      if (!answer.ok)
        throw new NotTaken(answer.status, told?.detail ?? `${url} did not take ${path} (${answer.status}).`)
      return response.parse(told)
    },
  }
}

const pathOf = (path: string, params: Params) =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))

/** What the supervisor says of itself in its lock. */
function runningUrl(): string | null {
  if (!existsSync('.data/lock.json')) return null
  return JSON.parse(readFileSync('.data/lock.json', 'utf8')).about?.url ?? null
}

/** Of who sits at the terminal. A hidden answer is not echoed. */
export async function ask(question: string, isHidden = false): Promise<string> {
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
