import { heartbeatsContract } from '#api/heartbeats/contract.ts'
import { answer, by } from '../answer.ts'
import { groupedBy, idOf, type Ledger, type Told } from '../ledger.ts'

export const beats = answer({
  name: 'heartbeats and what came of each beat',
  answered: (ask, ledger) =>
    Promise.all(
      [...settingsOf(ledger)].map(async ([agentId]) => {
        const { heartbeat, beats: all } = await ask(heartbeatsContract.getHeartbeat, { params: { agentId } })
        return {
          ...{ agentId, rhythm: heartbeat?.settings.rhythm, isPaused: heartbeat?.pausedAt !== null },
          beats: all
            .map(({ scheduledAt, outcome, reason, taskId }) => ({ scheduledAt, outcome, reason, taskId }))
            .sort(by(({ scheduledAt }) => scheduledAt)),
        }
      }),
    ),
  recorded: (ledger) =>
    [...settingsOf(ledger)].map(([agentId, set]) => ({
      ...{ agentId, rhythm: set.body.rhythm, isPaused: isPaused(ledger, agentId) },
      beats: beatsOf(ledger)
        .filter((one) => idOf(one) === agentId)
        .map((one) => ({
          scheduledAt: one.body.scheduledAt,
          outcome: one.type.replace('beat_', ''),
          reason: 'reason' in one.body ? one.body.reason : null,
          taskId: 'taskId' in one.body ? one.body.taskId : null,
        }))
        .sort(by(({ scheduledAt }) => scheduledAt)),
    })),
  words: (all) => all.flatMap((one) => one.beats.map(({ outcome, reason }) => reason ?? outcome)).join(', '),
})

const settingsOf = (ledger: Ledger): Map<string, Told<'heartbeat_set'>> =>
  new Map(ledger.of('heartbeat_set').map((one) => [idOf(one), one]))

const beatsOf = (ledger: Ledger) => ledger.of('beat_started', 'beat_skipped', 'beat_coalesced', 'beat_missed')

function isPaused(ledger: Ledger, agentId: string): boolean {
  const words = groupedBy(ledger.of('heartbeat_paused', 'heartbeat_resumed'), idOf).get(agentId)
  return words?.at(-1)?.type === 'heartbeat_paused'
}
