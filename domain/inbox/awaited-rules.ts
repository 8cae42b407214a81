import { type Asked, needsAnother } from '../approval/approval-rules.ts'
import { actorOf } from '../ledger/actor.ts'
import { type Action, operatorCan, type Role } from '../operator/permissions.ts'
import { stricterOf } from '../policy/approval-need-rules.ts'
import type { Approvers } from '../policy/policy.ts'
import { deciderRefusal } from '../runbook/run-rules.ts'
import type { InboxKind } from './inbox.ts'

/** What somebody does to settle an item of a kind, or at least to close it as seen. */
const settledWith: Record<InboxKind, Action> = {
  approval: 'decideApproval',
  question: 'answerQuestion',
  verification: 'acceptWork',
  failed: 'retryTask',
  frozen: 'settleFork',
  uncertain: 'settleEffect',
  undeliverable: 'triageInbox',
  finding: 'settleFinding',
  budget: 'raiseBudget',
  paused_agent: 'resumeAgent',
  budget_warning: 'triageInbox',
  decision_review: 'planOutcomes',
  runbook_step: 'decideRunbookStep',
  runbook_failed: 'resumeRunbook',
}

export interface Awaited {
  kind: InboxKind
  /** Of an approval: whom it needs, and who has agreed already; null for every other kind. */
  asked: Asked | null
  /** A runbook leaves it to an owner. */
  isOwners: boolean
}

export interface Person {
  id: string
  name: string
  role: Role
}

/** Whether the next move is this person's: the one rule behind every "needs you". */
const isAwaited = ({ kind, asked, isOwners }: Awaited, { id, role }: Person): boolean =>
  operatorCan(role, settledWith[kind]) &&
  deciderRefusal(isOwners ? 'owner' : 'operator', role) === null &&
  !(asked && needsAnother(asked, actorOf('operator', id)))

/** Null: the item waits for the reader. Else the names of those for whom it does; empty where nobody here may settle it. */
export const othersAwaited = (item: Awaited, reader: Person, people: readonly Person[]): string[] | null =>
  isAwaited(item, reader)
    ? null
    : people.filter((one) => one.id !== reader.id && isAwaited(item, one)).map(({ name }) => name)

/**
 * Whether it may wait for somebody else than the record says where the policy asks for more by now. Else nobody need ask the
 * policy whom it waits for.
 */
export function hangsOnPolicy(item: Awaited, reader: Person, people: readonly Person[]): boolean {
  const { asked } = item
  if (!asked) return false
  const whom = (needs: Approvers) => {
    const stricter = { ...asked, needs: stricterOf(asked.needs, needs) }
    return JSON.stringify(othersAwaited({ ...item, asked: stricter }, reader, people))
  }
  return whom('other') !== whom('one') || whom('two') !== whom('one')
}

interface Ending {
  waitsFor: string[] | null
  until: string | null
}

/**
 * When the first of what waits for the reader ends by itself, or where nothing waits for the reader, of what waits for others;
 * null: none of it does. What should have ended by now is left out. Times are ISO.
 */
export function endOfFirst(awake: readonly Ending[], now: string): string | null {
  const isForReader = ({ waitsFor }: Ending) => waitsFor === null
  const isAnyForReader = awake.some(isForReader)
  const ends = awake.flatMap((one) =>
    one.until !== null && one.until > now && isForReader(one) === isAnyForReader ? [one.until] : [],
  )
  return ends.toSorted()[0] ?? null
}

interface Placed {
  waitsFor: string[] | null
  /** Null, or left out: it waits now. */
  snoozedUntil?: string | null
}

/** What waits for the reader, then what waits for others, then what is put off; each in the order it came in. */
export function inReadersOrder<T extends Placed>(items: readonly T[]): T[] {
  const place = ({ waitsFor, snoozedUntil }: Placed) => (snoozedUntil ? 2 : Number(waitsFor !== null))
  return items.toSorted((a, b) => place(a) - place(b))
}
