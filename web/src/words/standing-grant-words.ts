import { placeTexts } from '#domain/grant/target-rules.ts'
import type { standingGrantBodies } from '#domain/ledger/bodies/standing-grant.ts'
import { counted } from '../ui/count-words.ts'
import type { Some } from './said.ts'

export const standingGrantWords: Some<keyof typeof standingGrantBodies> = {
  standing_grant_made: ({ tool, target, count, until }) => ({
    what: `lets ${tool} pass without asking, ${counted(count, 'time')} until ${until}`,
    detail: placeTexts(target).join(', '),
    tone: 'waiting',
  }),
  standing_grant_revoked: ({ reason }) => ({
    what: 'revoked a standing grant: runs that have it are ended, the gate refuses it',
    words: reason,
    tone: 'danger',
  }),
  standing_grant_ended: ({ why, uses }) => ({
    what: `ended a standing grant: ${why === 'expired' ? 'its time is over' : 'it is used up'}`,
    detail: `Used ${counted(uses, 'time')}.`,
    tone: 'muted',
  }),
}
