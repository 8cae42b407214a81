import { VisuallyHidden } from '@mantine/core'
import { useState } from 'react'
import type { StandingGrant } from '#api/doors/contract.ts'
import { placeTexts } from '#domain/grant/target-rules.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { Anchor } from '../../ui/Anchor.tsx'
import { AppLink } from '../../ui/AppLink.tsx'
import { Icon } from '../../ui/icons.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row } from '../../ui/RowList.tsx'
import { isOpen } from './door-words.ts'
import { RevokeGrant } from './RevokeGrant.tsx'

/** A run that has it keeps it until it ends; its gate asks only whether the tool or the address is forbidden by then. */
const idleWords = (out: number) => (out > 0 ? 'No further run gets it' : 'It lets nothing pass now')

/** What it lets pass, how often it was used, until when, and who made it from which approval. */
export function StandingGrantRow({ grant }: { grant: StandingGrant }) {
  const [isAsked, setAsked] = useState(false)
  const refusal = refusalOf(useRole(), 'revokeStandingGrant')
  const isOver = !isOpen(grant)
  return (
    <Row
      mark={<Icon name={isOver ? 'close' : 'shield'} />}
      title={
        <Anchor id={grant.id}>
          {grant.tool}: {placeTexts(grant.target).join(', ')}
        </Anchor>
      }
      reason={
        <>
          {grant.agentName} in <AppLink href={`/projects/${grant.projectId}`}>{grant.projectName}</AppLink>
          {!isOver && grant.idle && `. ${idleWords(grant.out)}: ${grant.idle}`}
        </>
      }
      detail={
        <>
          <span>
            {grant.used} of {grant.count} used{grant.out > 0 && `, ${grant.out} with runs under way`}
          </span>
          <Standing grant={grant} />
          <span>
            made by {grant.madeByName} <RelativeTime at={new Date(grant.madeAt)} /> from{' '}
            <AppLink href={`/effects/${grant.proposalId}`}>an approval</AppLink>
          </span>
        </>
      }
      opened={isAsked && !isOver && <RevokeGrant grant={grant} onClose={() => setAsked(false)} />}
      action={
        !isOver &&
        !isAsked && (
          <ActionButton refusal={refusal} onClick={() => setAsked(true)}>
            Revoke…<VisuallyHidden> the standing grant for {grant.tool}</VisuallyHidden>
          </ActionButton>
        )
      }
    />
  )
}

function Standing({ grant: { until, revokedAt, endedAt, endReason } }: { grant: StandingGrant }) {
  if (revokedAt)
    return (
      <span>
        revoked <RelativeTime at={new Date(revokedAt)} />
      </span>
    )
  if (endReason === 'used_up' && endedAt)
    return (
      <span>
        used up <RelativeTime at={new Date(endedAt)} />
      </span>
    )
  return (
    <span>
      {Date.parse(until) > Date.now() ? 'ends' : 'expired'} <RelativeTime at={new Date(until)} />
    </span>
  )
}
