import type { ShippedRow } from '#api/shipped/contract.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row } from '../../ui/RowList.tsx'

const proofWords: Record<ShippedRow['proof'], string> = {
  artifact: 'its artifact is recorded',
  url: 'proven at its address',
  file: 'proven by its file',
  json: 'its JSON matches its schema',
  commit: 'its commit is there',
  review: 'reviewed by a person',
  waived: 'accepted without proof',
}

/** One deliverable and how it was proven, if it was; it opens its task. */
export function ShippedLine({ row, isProjectShown = false }: { row: ShippedRow; isProjectShown?: boolean }) {
  const { title, taskId, projectName, agentName, verifiedAt, proof, isPractice } = row
  return (
    <Row
      title={title}
      href={`/tasks/${taskId}`}
      detail={
        <>
          {isProjectShown && <span>{projectName}</span>}
          <span>{proofWords[proof]}</span>
          <span>{agentName}</span>
          <RelativeTime at={new Date(verifiedAt)} />
          {isPractice && <span>practice</span>}
        </>
      }
    />
  )
}
