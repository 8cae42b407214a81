import { Button } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import type { Artifact } from '#api/artifacts/contract.ts'
import { isMissing, wordsOf } from '../../http/missing.ts'
import { Dots } from '../../ui/Dots.tsx'
import { Hash } from '../../ui/Hash.tsx'
import { Lead, Page } from '../../ui/Layout.tsx'
import { Location } from '../../ui/Location.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { sizeWords } from '../../ui/size-words.ts'
import { Unreadable } from '../../ui/Unreadable.tsx'
import { bytesWords } from '../../words/bytes-words.ts'
import { bytesAddress, useArtifacts, useTaskOf } from './artifact-queries.ts'
import { Preview } from './Preview.tsx'
import { Versions } from './Versions.tsx'

/** What an agent made: what it is, whether it is here, and what is in it. */
export function ArtifactPage() {
  const { taskId = '', itemId = '' } = useParams({ strict: false }) as { taskId?: string; itemId?: string }
  const artifacts = useArtifacts(taskId)
  const task = useTaskOf(taskId).data
  const trail = [{ label: task?.title ?? 'Task', href: `/tasks/${taskId}` }]
  const artifact = artifacts.data?.items.find((item) => item.itemId === itemId)
  if (artifacts.error || (artifacts.data && !artifact)) {
    return (
      <Unreadable
        noun="artifact"
        isMissing={!artifacts.error || isMissing(artifacts.error)}
        message={artifacts.error ? wordsOf(artifacts.error) : 'The task recorded no such artifact.'}
        wayBack={{ label: 'Open the task', href: `/tasks/${taskId}` }}
        onRetry={() => void artifacts.refetch()}
      />
    )
  }
  if (!artifacts.data || !artifact) {
    return (
      <Page>
        <PageHeader title="Artifact" trail={trail} />
        <SkeletonRows label="artifact" count={5} />
      </Page>
    )
  }
  return (
    <Page>
      <PageHeader
        title={artifact.title}
        trail={trail}
        meta={<Meta artifact={artifact} />}
        actions={<Download taskId={taskId} artifact={artifact} />}
      />
      <Lead>{sentenceOf(artifact)}</Lead>
      {artifact.state === 'here' && <Preview taskId={taskId} artifact={artifact} />}
      <Versions taskId={taskId} shown={artifact} all={artifacts.data.items} />
    </Page>
  )
}

function sentenceOf(artifact: Artifact): string {
  const { state, version, fileName, location, reason } = artifact
  if (state === 'none') {
    if (reason !== null) return `Recorded without its bytes. ${reason}`
    return /^https?:\/\//i.test(location)
      ? 'An address: what is there is not kept here.'
      : 'Recorded without its bytes: it was not a file of the agent’s workspace.'
  }
  const bytes = bytesWords(artifact)
  if (bytes) return `Version ${version} is ${bytes.words}${bytes.words.endsWith('.') ? '' : '.'}`
  return `Version ${version} is here, with the hash that was recorded, and is saved as ${fileName}.`
}

function Meta({ artifact }: { artifact: Artifact }) {
  const { kind, size, hash, at, location } = artifact
  return (
    <Dots>
      {kind && <span>{kind}</span>}
      {size !== null && <span>{sizeWords(size)}</span>}
      <Location location={location} />
      <span>
        recorded <RelativeTime at={new Date(at)} />
      </span>
      {hash && <Hash value={hash} />}
    </Dots>
  )
}

function Download({ taskId, artifact: { itemId, state } }: { taskId: string; artifact: Artifact }) {
  if (state === 'none') return null
  if (state !== 'here') {
    return (
      <Button disabled title="Its bytes are not here as they were recorded.">
        Download
      </Button>
    )
  }
  return (
    <Button component="a" href={bytesAddress(taskId, itemId, 'download')} download>
      Download
    </Button>
  )
}
