import { newId } from '#domain/ids.ts'
import { everything } from '#domain/kill-switch/kill-switch-rules.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import { sha256Hex } from '#domain/ledger/digest.ts'
import type { PolicyDocument } from '#domain/policy/policy-document.ts'
import type { Pool } from '#prisma/client.ts'
import { placeBatch, rebuildWorkList, tryLead } from '#prisma/write/sequence.ts'
import { changePresence, registerExecutor } from '#prisma/write/settings/executors.ts'
import { liftKillSwitch, setKillSwitch } from '#prisma/write/settings/kill-switches.ts'
import { openVault } from '#workers/mac-mini/spool/vault.ts'
import { randomOf } from '../random.ts'
import type { StoryPlace } from '../story-facts.ts'
import type { Business } from './business.ts'
import { tellWork, type World, workingDays } from './business-story.ts'
import { tellDrift } from './drift.ts'
import { GatewayPast } from './gateway-looks.ts'
import { letter } from './letter.ts'
import { type SamplePeople, tellApiKey, tellPeople } from './people.ts'
import { press } from './press.ts'
import { tellSettings, writePolicy } from './settings-story.ts'
import { stalls } from './stalls.ts'
import { Timeline } from './timeline.ts'
import { snoozeItem, takeItem } from './triage.ts'

export interface SampleOptions {
  now: Date
  /** Of both operators. */
  password: string
  /** The executor's, as its file has it. */
  executorToken: string
  /** The practice gateway's folder, and the worker's. */
  folders: { practice: string; macMini: string }
}

const executorId = 'mac-mini'
const dayMs = 86_400_000
const hour = 3_600_000
const minute = 60_000

const portfolioPolicy: Partial<PolicyDocument> = {
  approvals: {
    pay: { who: 'one', upToUsd: 500, above: 'two' },
    delete: { who: 'two', upToUsd: null, above: 'two' },
  },
  wipLimit: 12,
  loopLimit: 6,
  maxRetries: 2,
}

/**
 * Three businesses with a month behind them, through the same doors and folds as real work, on an empty installation.
 * Nobody else writes its database meanwhile.
 */
export async function writeSample(pool: Pool, options: SampleOptions): Promise<SamplePeople> {
  const { now, password } = options
  const end = now.getTime()
  const midnight = Date.parse(`${now.toISOString().slice(0, 10)}T00:00:00.000Z`)
  const dayAt = (daysAgo: number, at: number) => midnight - daysAgo * dayMs + at * hour
  const timeline = new Timeline()
  const people = await tellPeople(timeline, pool, { password, startsAt: dayAt(29, 7.5) })
  const ledger = await leadSequencer(pool)
  const awayDay = workingDays({ dayAt }).find((daysAgo) => daysAgo <= 12) ?? 12
  const world: World = {
    ...{ timeline, pool, people, dayAt, end, portfolioPolicy },
    random: randomOf(148),
    placeAll: ledger.placeAll,
    away: { from: dayAt(awayDay, 5.5), to: dayAt(awayDay, 7.9) },
  }
  tellExecutor(world, options)
  tellStop(world)
  timeline.at(dayAt(29, 8), () => {
    const scope = { scopeId: 'portfolio', scope: 'portfolio', projectId: null } as const
    const note = 'What both of us must agree to, in all projects.'
    return writePolicy(world, scope, { document: portfolioPolicy, note }, dayAt(29, 8))
  })
  const ids = [letter, press, stalls].map((business) => tellBusiness(world, business))
  tellApiKey(timeline, pool, { operatorId: people.ids.Mara, projectId: ids[1] ?? '', ms: dayAt(24, 11) })
  const gateway = new GatewayPast(pool, options.folders.practice)
  tellDrift(timeline, { gateway, people: people.ids, dayAt, end })
  tellTriage(world)
  try {
    await timeline.run(end)
    await ledger.placeAll()
  } finally {
    ledger.release()
  }
  await keepParameters(pool, options.folders.macMini)
  return people
}

function tellBusiness(world: World, business: Business): string {
  const projectId = newId('project')
  const places = new Map(
    business.agents.map(({ name }): [string, StoryPlace] => [
      name,
      { projectId, agentId: newId('agent'), executorId, openclawAgentId: 'main' },
    ]),
  )
  tellSettings(world, business, { projectId, places })
  tellWork(world, business, { projectId, places })
  return projectId
}

function tellExecutor({ timeline, pool, dayAt }: World, { executorToken }: SampleOptions): void {
  const registeredAt = dayAt(29, 7.6)
  const at = new Date(registeredAt).toISOString()
  const tokenHash = sha256Hex(executorToken)
  timeline.at(registeredAt, () => registerExecutor(pool, { executorId, name: executorId, tokenHash, at }))
  const gateway = { version: '2026.9.6', isPractice: false }
  const stateAt = (ms: number, state: 'ready' | 'gateway_down', detail: string) =>
    timeline.at(ms, () =>
      changePresence(pool, executorId, {
        ...{ type: 'executor_presence_changed', actor: 'system:presence' },
        at: new Date(ms).toISOString(),
        body: { state, detail, gateway: state === 'ready' ? gateway : null },
      }),
    )
  stateAt(registeredAt + 5 * minute, 'ready', '')
  stateAt(dayAt(15, 2.1), 'gateway_down', 'The gateway does not answer: it was restarted for an update.')
  stateAt(dayAt(15, 2.4), 'ready', '')
}

/** Nothing was to begin while the gateway got its update. */
function tellStop({ timeline, pool, people, dayAt }: World): void {
  const by = (ms: number) => ({ actor: actorOf('operator', people.ids.Mara), at: new Date(ms).toISOString() })
  const [setAt, liftedAt] = [dayAt(15, 2), dayAt(15, 2.5)]
  const reason = 'The gateway gets its update'
  const note = 'It answers, and its agents are there'
  timeline.at(setAt, () => setKillSwitch(pool, { scopeId: everything, reason }, by(setAt)))
  timeline.at(liftedAt, () => liftKillSwitch(pool, { scopeId: everything, note }, by(liftedAt)))
}

/** Who is on what by now. */
function tellTriage({ timeline, pool, people, end }: World): void {
  const by = (ms: number, actor: string) => ({ at: new Date(ms).toISOString(), actor })
  timeline.at(end - 40 * minute, () =>
    takeItem(
      pool,
      'Answer Bedale market about the tax on fees',
      'Theo Brandt',
      by(end - 40 * minute, people.actors.Theo),
    ),
  )
  const until = new Date(end + 20 * hour).toISOString()
  timeline.at(end - 35 * minute, () =>
    snoozeItem(pool, 'Choose the town for issue 150', until, by(end - 35 * minute, people.actors.Mara)),
  )
}

/** Places the entries meanwhile, as the control worker does: beats look at what is new by position. */
async function leadSequencer(pool: Pool) {
  const db = await pool.connect()
  if (!(await tryLead(db))) throw new Error('A control worker runs on this database already.')
  await rebuildWorkList(db)
  return {
    async placeAll() {
      while ((await placeBatch(db, 1_000)) > 0);
    },
    // The lock goes with the connection.
    release: () => db.release(true),
  }
}

/** What waits for approval can be performed once it is given: its parameters lie on the Mac. */
async function keepParameters(pool: Pool, macMini: string): Promise<void> {
  const vault = openVault(macMini)
  const { rows } = await pool.query(`select id, state from proposal where status = 'pending'`)
  for (const { id, state } of rows) vault.keep(id, state.tool, state.parameters)
}
