import type { Artifact } from '#api/artifacts/contract.ts'
import type { Task } from '#api/tasks/contract.ts'
import { versionsOf } from '#domain/artifact/version-rules.ts'
import type { ArtifactState } from '#domain/task/task.ts'
import { useArtifacts } from '../../http/shared-queries.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { Hash } from '../../ui/Hash.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Location } from '../../ui/Location.tsx'
import { Section } from '../../ui/Section.tsx'
import { sizeWords } from '../../ui/size-words.ts'
import { bytesWords } from '../../words/bytes-words.ts'
import css from './TaskRail.module.css'

/** What the task recorded, and where the bytes of it are. */
export function Artifacts({ task }: { task: Task }) {
  return task.state.artifacts.length === 0 ? null : <Recorded task={task} />
}

function Recorded({ task: { id, state } }: { task: Task }) {
  const { data } = useArtifacts(id)
  const views = new Map(data?.items.map((item) => [item.itemId, item]))
  const versions = versionsOf(state.artifacts)
  return (
    <Section title="Artifacts" count={state.artifacts.length}>
      <ul className={css.list}>
        {state.artifacts.map((artifact, i) => (
          <Line
            key={artifact.itemId}
            href={`/tasks/${id}/artifacts/${artifact.itemId}`}
            artifact={artifact}
            version={versions[i] ?? 1}
            view={views.get(artifact.itemId)}
          />
        ))}
      </ul>
    </Section>
  )
}

interface LineProps {
  href: string
  artifact: ArtifactState
  version: number
  /** Undefined until it is read. */
  view: Artifact | undefined
}

function Line({ href, artifact, version, view }: LineProps) {
  const bytes = view && bytesWords(view)
  return (
    <li className={css.item}>
      <span className={css.mark}>
        <Icon name="file" />
      </span>
      <span>
        <AppLink href={href} className={css.linkInText}>
          {view?.title ?? artifact.title}
        </AppLink>
        {version > 1 && ` version ${version}`}
        <span className={css.sub}>
          {artifact.artifactKind && `${artifact.artifactKind} · `}
          <Location location={view?.location ?? artifact.location} />
          {artifact.hash && (
            <>
              {' '}
              <Hash value={artifact.hash} />
            </>
          )}
        </span>
        {bytes && (
          <span className={css.bytes} data-tone={bytes.tone}>
            {bytes.words}
          </span>
        )}
      </span>
      <span className={css.end}>{artifact.size === null ? '' : sizeWords(artifact.size)}</span>
    </li>
  )
}
