import type { Output } from '#api/http/contract.ts'
import type { ledgerContract } from '#api/ledger/contract.ts'
import { counted } from '../../ui/count-words.ts'
import { Hash } from '../../ui/Hash.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { AnchorMark } from './AnchorMark.tsx'

export type Head = Output<typeof ledgerContract.getHead.response>

/** How far the one order goes. Nothing here verifies it: that takes a copy and the command below. */
export function HeadMark({ head }: { head: Head }) {
  return (
    <>
      <span>{counted(head.position, 'entry', 'entries')} in one order</span>
      {head.position > 0 && (
        <span>
          head <Hash value={head.hash} />
        </span>
      )}
      {head.at && (
        <span>
          newest <RelativeTime at={new Date(head.at)} />
        </span>
      )}
      {head.unplaced > 0 && <span>{counted(head.unplaced, 'entry', 'entries')} not placed yet</span>}
      {head.position > 0 && <AnchorMark anchors={head.anchors} />}
    </>
  )
}
