import type { LedgerAnchor } from '#api/ledger/contract.ts'
import { Notice } from '../../ui/Notice.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'

/** Where the head is noted outside of the database, and how far. */
export function AnchorMark({ anchors }: { anchors: readonly LedgerAnchor[] }) {
  const noted = anchors.filter(({ position }) => position !== null)
  const [newest] = noted.toSorted((a, b) => (b.position ?? 0) - (a.position ?? 0))
  if (!newest?.at) return <span>not anchored outside of the database</span>
  return (
    <span title={noted.map(({ target }) => target).join(', ')}>
      anchored to #{newest.position?.toLocaleString('en-US')}, <RelativeTime at={new Date(newest.at)} />
    </span>
  )
}

/** The ledger is not the one that was noted, or the place can't be used. */
export function AnchorNotice({ anchors }: { anchors: readonly LedgerAnchor[] }) {
  const broken = anchors.find(({ problem }) => problem !== null)
  if (!broken?.problem) return null
  return (
    <Notice
      tone="danger"
      icon="alert"
      what="The ledger is not anchored."
      why={`${broken.problem} Nothing more is noted in ${broken.target} until that is settled.`}
    />
  )
}
