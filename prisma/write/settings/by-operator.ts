import { actorOf } from '#domain/ledger/actor.ts'

/** Which operator does it, and when. */
export interface By {
  operatorId: string
  at: string
}

/** What every fact of theirs says. */
export const factBy = ({ operatorId, at }: By) => ({ at, actor: actorOf('operator', operatorId) })
