import type { ApiKey } from '#api/api-keys/contract.ts'
import { wordsOf } from '../../http/missing.ts'
import { counted } from '../../ui/count-words.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Lead, Page, Stack } from '../../ui/Layout.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { ApiKeyRow } from './ApiKeyRow.tsx'
import { useApiKeys } from './api-key-queries.ts'
import { NewApiKey } from './NewApiKey.tsx'

function sentenceOf(open: readonly ApiKey[]): string {
  const unused = open.filter(({ lastUsedAt }) => lastUsedAt === null).length
  if (open.length === 0) return 'No script can get in.'
  if (unused === open.length && unused > 1)
    return `${counted(open.length, 'key')} let scripts in. None was ever used.`
  const who = open.length === 1 ? 'It' : `${unused} of them`
  const never = unused > 0 ? ` ${who} ${unused === 1 ? 'was' : 'were'} never used.` : ''
  return `${counted(open.length, 'key lets scripts', 'keys let scripts')} in.${never}`
}

/** Which scripts may get in, what each may do, and the way to shut one out. */
export function ApiKeysPage() {
  const keys = useApiKeys()
  const all = keys.data?.items ?? []
  const open = all.filter(({ revokedAt }) => revokedAt === null)
  const revoked = all.filter(({ revokedAt }) => revokedAt !== null)
  return (
    <Page>
      <Stack>
        <PageHeader title="API keys" />
        {keys.data && <Lead>{sentenceOf(open)}</Lead>}
        <Section title="Keys" {...(keys.data && { count: open.length })} note="newest first">
          {keys.error && <p role="alert">The keys cannot be read now. {wordsOf(keys.error)}</p>}
          {keys.isPending && <SkeletonRows label="keys" count={2} />}
          {keys.data && open.length === 0 && (
            <EmptyState
              title="There is no key."
              first="Make one below for a script or another product that starts runbooks here."
            />
          )}
          {open.length > 0 && (
            <RowList label="Keys">
              {open.map((key) => (
                <ApiKeyRow key={key.id} apiKey={key} />
              ))}
            </RowList>
          )}
        </Section>
        <NewApiKey />
        {revoked.length > 0 && (
          <Section title="Revoked" count={revoked.length} note="newest first">
            <RowList label="Revoked">
              {revoked.map((key) => (
                <ApiKeyRow key={key.id} apiKey={key} />
              ))}
            </RowList>
          </Section>
        )}
      </Stack>
    </Page>
  )
}
