import { VisuallyHidden } from '@mantine/core'
import { useState } from 'react'
import type { ApiKey } from '#api/api-keys/contract.ts'
import { keyActionWords } from '#domain/api-key/api-key-rules.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { useProjects } from '../../http/shared-queries.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import { Icon } from '../../ui/icons.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row } from '../../ui/RowList.tsx'
import css from './api-keys.module.css'
import { RevokeKey } from './RevokeKey.tsx'

export function ApiKeyRow({ apiKey }: { apiKey: ApiKey }) {
  const [isAsked, setAsked] = useState(false)
  const refusal = refusalOf(useRole(), 'revokeApiKey')
  const projects = useProjects().data?.items ?? []
  const nameOf = (id: string) => projects.find((project) => project.id === id)?.name ?? id
  return (
    <Row
      mark={<Icon name={apiKey.revokedAt ? 'close' : 'shield'} />}
      title={apiKey.name}
      reason={
        <>
          May {apiKey.actions.map((action) => keyActionWords[action]).join(', and ')}, in{' '}
          {apiKey.projectIds.map(nameOf).join(', ')}
        </>
      }
      opened={isAsked && !apiKey.revokedAt && <RevokeKey apiKey={apiKey} onClose={() => setAsked(false)} />}
      detail={
        <>
          <code className={css.prefix}>{apiKey.prefix}…</code>
          <span>
            made by {apiKey.createdByName} <RelativeTime at={new Date(apiKey.createdAt)} />
          </span>
          <Standing apiKey={apiKey} />
        </>
      }
      action={
        apiKey.revokedAt === null &&
        !isAsked && (
          <ActionButton refusal={refusal} onClick={() => setAsked(true)}>
            Revoke…<VisuallyHidden> the key {apiKey.name}</VisuallyHidden>
          </ActionButton>
        )
      }
    />
  )
}

function Standing({ apiKey: { lastUsedAt, revokedAt } }: { apiKey: ApiKey }) {
  if (revokedAt)
    return (
      <span>
        revoked <RelativeTime at={new Date(revokedAt)} />
      </span>
    )
  if (lastUsedAt === null) return <span>never used</span>
  return (
    <span>
      last used <RelativeTime at={new Date(lastUsedAt)} />
    </span>
  )
}
