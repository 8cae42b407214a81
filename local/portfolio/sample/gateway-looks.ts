import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createDriftActivities } from '#activities/drift/drift-activities.ts'
import { GatewayRefusal } from '#activities/openclaw/gateway-errors.ts'
import { repairOn } from '#activities/openclaw/gateway-repair.ts'
import { type MirrorDeps, takeSnapshot } from '#activities/openclaw/gateway-snapshot.ts'
import { compare, type Snapshot } from '#domain/drift/diff-rules.ts'
import { newId } from '#domain/ids.ts'
import { maskedParameters, maskedText } from '#domain/run/masking.ts'
import type { Pool } from '#prisma/client.ts'
import { findFinding, listFindings } from '#prisma/read/findings.ts'
import { decideFinding, type FindingDecision } from '#prisma/write/settings/findings.ts'
import { agentMethods } from '../../practice-gateway/agent-methods.ts'
import { cronMethods } from '../../practice-gateway/cron-methods.ts'
import type { Method } from '../../practice-gateway/method.ts'
import { activityOf } from '../../practice-gateway/methods.ts'
import { permissionMethods } from '../../practice-gateway/permission-methods.ts'
import { openStore } from '../../practice-gateway/store.ts'

type Json = Record<string, unknown>
const executorId = 'mac-mini'

/** The practice gateway's jobs and files as they lie in its folder, changed by hand and looked at in the past. */
export class GatewayPast {
  readonly #pool: Pool
  readonly #methods: Record<string, Method>
  readonly #workspace: string
  readonly #mirror: MirrorDeps

  constructor(pool: Pool, folder: string) {
    this.#pool = pool
    this.#workspace = join(folder, 'workspace')
    mkdirSync(this.#workspace, { recursive: true })
    const store = openStore(join(folder, 'state', 'gateway.json'))
    this.#methods = {
      'audit.activity.list': activityOf({ store }),
      ...agentMethods({ workspace: this.#workspace }),
      ...cronMethods({ store }),
      ...permissionMethods({ store }),
    }
    const request: MirrorDeps['gateway']['request'] = async (shape, name, params) =>
      shape.parse(await this.call(name, params as Json))
    this.#mirror = { gateway: { request }, masked: maskedText, maskedValue: maskedParameters }
  }

  /** A call that somebody makes at the gateway. */
  async call(name: string, params: Json): Promise<Json> {
    const method = this.#methods[name]
    if (!method) throw new GatewayRefusal('INVALID_REQUEST', `unknown method: ${name}`, false, 0)
    const caller = { scopes: new Set<string>(), later() {} }
    return (await method.run(method.params.parse(params) as never, caller)) as Json
  }

  /** Somebody writes a file of the agent on the Mac. */
  write(name: string, text: string): void {
    writeFileSync(join(this.#workspace, name), text)
  }

  /** What a look finds is recorded as at `at`. */
  async look(at: string): Promise<void> {
    const activities = this.#activities(at)
    const { expected, request, lookedAt } = await activities.planLook(executorId)
    const snapshot = await takeSnapshot(this.#mirror, request)
    const { isFirst } = expected
    const { unread, uses } = snapshot
    const seen = { scope: executorId, lookedAt, isFirst, unread, uses, counts: countsOf(snapshot) }
    await activities.recordLook({ ...compare(expected, snapshot), ...seen })
  }

  /** The finding about what is called so. */
  async decide(
    name: string,
    { verdict, reason = '' }: Pick<FindingDecision, 'verdict'> & { reason?: string },
    by: { operatorId: string; at: string },
  ): Promise<void> {
    const found = (await listFindings(this.#pool, { view: 'open', limit: 100 })).find(
      ({ subject }) => subject.name === name,
    )
    if (!found) throw new Error(`no finding about ${name}`)
    const asked = { findingId: found.id, intentId: newId('intent') }
    const seen = (await findFinding(this.#pool, found.id))?.state.theirs?.hash ?? null
    await decideFinding(this.#pool, { ...asked, verdict, seen, reason, until: null }, by)
    if (verdict === 'repair') await this.#repair(asked, by.at)
  }

  async #repair(asked: { findingId: string; intentId: string }, at: string): Promise<void> {
    const activities = this.#activities(new Date(Date.parse(at) + 3_000).toISOString())
    const plan = await activities.planRepair(asked)
    if (!plan?.repair) throw new Error('nobody asks for this repair')
    const { repair, expected, request } = plan
    const outcome = await repairOn(this.#mirror, repair)
    const snapshot = await takeSnapshot(this.#mirror, request)
    const isIt = ({ kind, subject }: Pick<typeof repair, 'kind' | 'subject'>) =>
      kind === repair.kind && subject.key === repair.subject.key
    const side = snapshot.seen.find(isIt)?.side
    const second = {
      isRight: !compare(expected, snapshot).differing.some(isIt),
      seen: side ? { hash: side.hash, line: side.line } : null,
    }
    await activities.settleRepair({ ...asked, outcome, second })
    await this.#pool.query(`update intent set status = 'delivered' where id = $1`, [asked.intentId])
  }

  #activities(at: string) {
    const noWorkflows = { pool: this.#pool, workflows: {} as never, histories: {} as never }
    return createDriftActivities(noWorkflows, () => at)
  }
}

function countsOf({ seen }: Snapshot) {
  const of = (kind: string) => seen.filter((one) => one.kind === kind).length
  const files = seen.filter(({ kind, side }) => kind === 'agent_file' && side).length
  return { cron: of('cron'), agents: of('agent'), files }
}
