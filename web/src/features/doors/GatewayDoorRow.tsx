import { VisuallyHidden } from '@mantine/core'
import { useState } from 'react'
import type { Doors } from '#api/doors/contract.ts'
import { closingRefusal } from '#domain/drift/permission-rules.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { counted } from '../../ui/count-words.ts'
import { Icon } from '../../ui/icons.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row } from '../../ui/RowList.tsx'
import { ClosePermission } from './ClosePermission.tsx'

type GatewayDoor = Doors['gateways'][number]

/** What it lets pass, how it was used there, until when, and whether somebody here holds it to be right. */
export function GatewayDoorRow({ door }: { door: GatewayDoor }) {
  const [isAsked, setAsked] = useState(false)
  const { executorName, key, name, place, line, use, finding } = door
  const isGoing = finding?.status === 'repairing'
  const byHand = closingRefusal(key)
  const refusal = refusalOf(useRole(), 'settleFinding')
  return (
    <Row
      mark={<Icon name={finding ? 'alert' : 'shield'} />}
      title={name}
      {...(finding && { href: `/findings/${finding.id}` })}
      reason={line}
      detail={
        <>
          <span>
            {place} on {executorName}
          </span>
          <Since door={door} />
          {use && <Use use={use} />}
          {use?.until && (
            <span>
              ends <RelativeTime at={new Date(use.until)} />
            </span>
          )}
          {byHand && <span>{byHand.message}</span>}
        </>
      }
      opened={isAsked && !isGoing && <ClosePermission door={door} onClose={() => setAsked(false)} />}
      action={
        !byHand &&
        !isGoing &&
        !isAsked && (
          <ActionButton refusal={refusal} onClick={() => setAsked(true)}>
            Close…<VisuallyHidden> {`${name}, ${place} on ${executorName}`}</VisuallyHidden>
          </ActionButton>
        )
      }
    />
  )
}

const standings = {
  open: 'not allowed by us, seen',
  ignored: 'not allowed by us and ignored, seen',
  repairing: 'being taken away there, seen',
}

function Since({ door: { finding, since } }: { door: GatewayDoor }) {
  return (
    <span>
      {finding ? standings[finding.status] : 'held to be right'} <RelativeTime at={new Date(since)} />
    </span>
  )
}

function Use({ use: { times, lastAt } }: { use: NonNullable<GatewayDoor['use']> }) {
  if (times === 0 || (times === null && !lastAt))
    return <span>{times === 0 ? 'never used' : 'no use is told of'}</span>
  return (
    <span>
      {times === null ? 'last used' : `used ${counted(times, 'time')}${lastAt ? ', last' : ''}`}
      {lastAt && (
        <>
          {' '}
          <RelativeTime at={new Date(lastAt)} />
        </>
      )}
    </span>
  )
}
