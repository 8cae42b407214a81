import type { Artifact } from '#api/artifacts/contract.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Section } from '../../ui/Section.tsx'
import { sizeWords } from '../../ui/size-words.ts'
import table from '../../ui/table.module.css'
import { bytesWords } from '../../words/bytes-words.ts'
import css from './artifacts.module.css'

interface VersionsProps {
  taskId: string
  shown: Artifact
  all: Artifact[]
}

/** The other recordings of the same title in the task. */
export function Versions({ taskId, shown, all }: VersionsProps) {
  const versions = all.filter(({ title }) => title === shown.title).reverse()
  if (versions.length < 2) return null
  return (
    <Section title="Versions" count={versions.length} note="newest first">
      <ul className={css.versions}>
        {versions.map((one) => (
          <li key={one.itemId} aria-current={one.itemId === shown.itemId}>
            <span>
              {one.itemId === shown.itemId ? (
                `Version ${one.version}, shown`
              ) : (
                <AppLink href={`/tasks/${taskId}/artifacts/${one.itemId}`} className={table.link}>
                  Version {one.version}
                </AppLink>
              )}
              <span className={table.sub}>
                <RelativeTime at={new Date(one.at)} />
                {bytesWords(one) && ` · ${bytesWords(one)?.words}`}
              </span>
            </span>
            <span className={table.sub}>{one.size === null ? '' : sizeWords(one.size)}</span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
