import type { Done } from './faults.ts'
import { brokenChain } from './oracle/chain.ts'
import { brokenEffects } from './oracle/effects.ts'
import type { Breach, Evidence } from './oracle/evidence.ts'
import { brokenFindings } from './oracle/findings.ts'
import { toldTasks } from './oracle/fold.ts'
import { takenUp } from './oracle/taken-up.ts'
import { brokenTasks } from './oracle/tasks.ts'
import type { ToolCall } from './tool-log.ts'

export const bars = { recoveryMs: 25_000, inEffect: 0.3 }

export interface Verdict {
  breaches: Breach[]
  /** One line: what was measured, and the bars beside it. */
  line: string
}

/** Kills while an effect was under way, by the tool's own log: begun, not ended, its tool not dead yet. */
export function killsInEffect(done: readonly Done[], calls: readonly ToolCall[]): number {
  const kills = done.filter(({ fault }) => fault.kind === 'kill')
  const gatewayDeaths = kills.filter(({ fault }) => 'part' in fault && fault.part === 'practice-gateway')
  const overAt = ({ beganAt, endedAt }: ToolCall) =>
    endedAt ?? gatewayDeaths.find(({ at }) => at >= beganAt)?.at ?? Number.POSITIVE_INFINITY
  return kills.filter(({ at }) => calls.some((call) => call.beganAt <= at && at <= overAt(call))).length
}

export function percentile95(values: readonly number[]): number {
  const ordered = [...values].sort((a, b) => a - b)
  return ordered[Math.max(0, Math.ceil(ordered.length * 0.95) - 1)] ?? 0
}

export function verdictOf(evidence: Evidence): Verdict {
  const { done, calls, lines, head, played } = evidence
  const kills = done.filter(({ fault }) => fault.kind === 'kill').length
  const inEffect = killsInEffect(done, calls)
  const recoveries = done.flatMap(({ recoveryMs }) => recoveryMs ?? [])
  const p95 = percentile95(recoveries)
  const record = [
    ...brokenChain(lines, head),
    ...(head.unplaced > 0 ? [`${head.unplaced} entries have no place`] : []),
    ...evidence.rebuilt.map(({ table, key, field }) => `a rebuild differs: ${table} ${key} ${field ?? ''}`),
  ]
  const found = brokenFindings(evidence)
  const breaches: Breach[] = [
    ...brokenTasks(evidence),
    ...brokenEffects(evidence),
    ...found,
    ...record.map((words): Breach => ({ kind: 'record', words })),
  ]
  if (p95 > bars.recoveryMs) breaches.push({ kind: 'recovery', words: `p95 of recovery is ${seconds(p95)}` })
  if (kills > 0 && inEffect / kills < bars.inEffect)
    breaches.push({
      kind: 'run',
      words: `only ${inEffect} of ${kills} kills came while an effect was under way`,
    })
  const of = (kind: Breach['kind']) => breaches.filter((breach) => breach.kind === kind).length
  const effects = [...toldTasks(lines).values()].flatMap((task) => [...task.effects.values()])
  const approved = effects.filter(({ approvals }) => approvals > 0)
  const uncertain = approved.filter(({ status }) => status === 'uncertain').length
  const ended = played.filter(({ hasEnded }) => hasEnded).length
  const line = [
    `${ended} of ${played.length} tasks ended`,
    `${kills} kills, ${Math.round((100 * inEffect) / Math.max(1, kills))} % in an effect (30 or more)`,
    `${done.length - kills} other faults`,
    `${approved.length} effects approved`,
    `${takenUp(evidence).size} taken up by the gateway after their end`,
    `lost ${of('lost')} (0)`,
    `doubled ${of('doubled')} (0)`,
    `unapproved ${of('unapproved')} (0)`,
    `uncertain ${uncertain}, wrongly ${of('wrongly uncertain')} (0)`,
    `recovery p95 ${seconds(p95)}, most ${seconds(Math.max(0, ...recoveries))} (p95 25 s or less)`,
    `${lines.length} entries verified and rebuilt, ${of('record')} differences (0)`,
    `${found.length} findings that no fault accounts for (0)`,
  ].join('; ')
  return { breaches, line }
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`
