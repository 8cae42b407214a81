import type { PersonName } from './business.ts'
import type { GatewayPast } from './gateway-looks.ts'
import type { Timeline } from './timeline.ts'

const jobOf = (name: string, expr: string, message: string) => ({
  name,
  agentId: 'main',
  sessionTarget: 'isolated',
  wakeMode: 'now',
  schedule: { kind: 'cron', expr, tz: 'Europe/London' },
  payload: { kind: 'agentTurn', message },
})

const archiver = '/opt/homebrew/bin/gtar'

/** A command that somebody lets pass on the Mac itself. */
async function allow(gateway: GatewayPast, entry: object): Promise<void> {
  const { hash, file } = await gateway.call('exec.approvals.get', {})
  const next = { ...(file as object), agents: { main: { allowlist: [entry] } } }
  await gateway.call('exec.approvals.set', { file: next, baseHash: hash })
}

const soul = `# Who you are

You work for two people who run three small businesses. You write short and plain.
You never send, pay or publish by yourself.
`

const minute = 60_000
const hour = 60 * minute

interface Drift {
  gateway: GatewayPast
  /** Ids of the operators. */
  people: Record<PersonName, string>
  /** Milliseconds of an hour so many days ago. */
  dayAt: (daysAgo: number, hour: number) => number
  end: number
}

/** What was changed by hand on the Mac over the month, found, and mended, adopted, or open still. */
export function tellDrift(timeline: Timeline, { gateway, people, dayAt, end }: Drift): void {
  const ids: Record<string, string> = {}
  const add = async (job: ReturnType<typeof jobOf>) => {
    ids[job.name] = String((await gateway.call('cron.add', job)).id)
  }
  const change = (name: string, expr: string) =>
    gateway.call('cron.update', {
      id: ids[name],
      patch: { schedule: { kind: 'cron', expr, tz: 'Europe/London' } },
    })
  const iso = (ms: number) => new Date(ms).toISOString()
  const lookAt = (ms: number, before: () => unknown = () => {}) =>
    timeline.at(ms, async () => {
      await before()
      await gateway.look(iso(ms))
    })

  lookAt(dayAt(29, 9), async () => {
    gateway.write('SOUL.md', soul)
    gateway.write(
      'AGENTS.md',
      '# Working here\n\nRead the pack first. Say what you did with fo_post_update.\n',
    )
    await add(jobOf('Morning quotes', '0 7 * * 1-5', 'Collect the requests of the night'))
    await add(jobOf('Backup of the workspace', '30 2 * * *', 'Copy the workspace to the shared drive'))
  })
  const allowed = dayAt(22, 16)
  lookAt(allowed, () =>
    allow(gateway, { pattern: archiver, argPattern: '^--list', lastUsedAt: allowed - hour }),
  )
  timeline.at(allowed + 30 * minute, () =>
    gateway.decide(
      archiver,
      { verdict: 'adopt', reason: 'It only lists what is in an archive.' },
      { operatorId: people.Theo, at: iso(allowed + 30 * minute) },
    ),
  )
  const moved = dayAt(20, 11)
  lookAt(moved, () => change('Backup of the workspace', '30 14 * * *'))
  timeline.at(moved + 2 * hour, () =>
    gateway.decide(
      'Backup of the workspace',
      { verdict: 'repair' },
      { operatorId: people.Theo, at: iso(moved + 2 * hour) },
    ),
  )
  const written = dayAt(9, 15)
  lookAt(written, () => gateway.write('SOUL.md', `${soul}You say which business you speak for.\n`))
  timeline.at(written + 40 * minute, () =>
    gateway.decide(
      'SOUL.md',
      { verdict: 'adopt', reason: 'I wrote that line on the Mac; it is right.' },
      { operatorId: people.Mara, at: iso(written + 40 * minute) },
    ),
  )
  lookAt(end - 4 * hour, () => change('Morning quotes', '0 7,13 * * 1-5'))
}
