import { by } from '../../answer.ts'
import type { Ledger } from '../../ledger.ts'
import { tasksOf } from '../../reading.ts'
import type { HomePart } from './part.ts'

export const blocked: HomePart<'blocked'> = {
  name: 'home: what is blocked',
  recorded: (ledger) =>
    blockedIn(ledger)
      .sort(by(({ since, id }) => `${since} ${id}`))
      .map(({ id, title, projectId, since, reason }) => ({
        ...{ taskId: id, title, projectId, projectName: ledger.nameOf(projectId), since },
        reason: reason.replace(/^missing: /, 'not proven: '),
        unblocker: 'operator',
      })),
  words: (all) => all.map(({ title, reason }) => `${title} (${reason})`).join('; ') || 'nothing',
  alike: (all) => all.map((one) => ({ ...one, reason: one.reason.toLowerCase() })),
}

export const blockedCount: HomePart<'blockedCount'> = {
  name: 'home: how much is blocked',
  recorded: (ledger) => blockedIn(ledger).length,
  words: String,
}

/** Not proven, or held by what somebody has to change. */
export const blockedIn = (ledger: Ledger) =>
  tasksOf(ledger).filter(
    ({ status, waitKind }) => status === 'needs_verification' || /project|budget/.test(waitKind ?? ''),
  )
