import { VisuallyHidden } from '@mantine/core'
import type { ApiKey } from '#api/api-keys/contract.ts'
import { keyActionWords } from '#domain/api-key/api-key-rules.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { useProjects } from '../../http/shared-queries.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import formCss from '../../ui/form.module.css'
import { Icon } from '../../ui/icons.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row } from '../../ui/RowList.tsx'
import { useRevokeApiKey } from './api-key-queries.ts'
import css from './api-keys.module.css'

export function ApiKeyRow({ apiKey }: { apiKey: ApiKey }) {
  const revoke = useRevokeApiKey(apiKey.id)
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
          {revoke.error && (
            <p role="alert" className={formCss.problem}>
              {revoke.error.message}
            </p>
          )}
        </>
      }
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
        apiKey.revokedAt === null && (
          <ActionButton refusal={refusal} disabled={revoke.isPending} onClick={() => revoke.mutate()}>
            {revoke.isPending ? 'Recording…' : 'Revoke'}
            <VisuallyHidden> the key {apiKey.name}</VisuallyHidden>
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
