import { useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { PolicyPage } from '#api/policies/contract.ts'
import { wordsOf } from '../../http/missing.ts'
import { Anchor } from '../../ui/Anchor.tsx'
import { OlderButton } from '../../ui/OlderButton.tsx'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'
import { Section } from '../../ui/Section.tsx'
import css from './policies.module.css'
import { useOlderVersions } from './policy-queries.ts'

type Version = PolicyPage['versions'][number]

/** What was changed, when and by whom: the newest stand on the page, those before them are read on. */
export function Versions({ page: { scopeId, version, versions } }: { page: PolicyPage }) {
  const older = useOlderVersions(scopeId, versions.at(-1)?.version ?? 1)
  const shown = [...versions, ...(older.data?.pages.flatMap(({ items }) => items) ?? [])]
  const { fetchNextPage, isFetching, isFetchingNextPage, isError } = older
  const isEnd = older.data !== undefined && !older.hasNextPage
  // They are counted from 1 on, without a gap.
  const oldest = shown.at(-1)?.version ?? 1
  const hasNextPage = oldest > 1
  // An address may name one that is further back.
  const named = useLocation({ select: ({ hash }) => versionIn(hash) }) ?? oldest
  const reached = useRef<number>(null)
  useEffect(() => {
    if (named >= oldest) reached.current = named
    // Once: who has come to it goes on from there.
    else if (named !== reached.current && !isEnd && !isFetching && !isError) void fetchNextPage()
  }, [named, oldest, isEnd, isFetching, isError, fetchNextPage])
  return (
    <Section title="Versions" count={version} note="newest first">
      {shown.length === 0 && <p className={css.quiet}>Nothing was changed yet.</p>}
      {shown.length > 0 && (
        <RowList label="Versions">
          {shown.map((one) => (
            <VersionRow key={one.version} version={one} />
          ))}
        </RowList>
      )}
      {older.error && <p role="alert">The older versions cannot be read now. {wordsOf(older.error)}</p>}
      <OlderButton list={{ hasNextPage, isFetchingNextPage, fetchNextPage }}>Older versions</OlderButton>
    </Section>
  )
}

const idOf = (version: number) => `version-${version}`

/** Which one an address names; null: none that can be there. */
function versionIn(hash: string): number | null {
  const version = Number(hash.replace(/^version-/, ''))
  return Number.isInteger(version) && version > 0 && hash === idOf(version) ? version : null
}

const VersionRow = ({ version: { version, at, byName, note, changes } }: { version: Version }) => (
  <Row
    title={
      <Anchor id={idOf(version)}>
        Version {version}
        {note && `: ${note}`}
      </Anchor>
    }
    reason={
      changes.length === 0
        ? 'Nothing that is said in a sentence.'
        : changes.map((change) => (
            <span key={change} className={css.change}>
              {change}
            </span>
          ))
    }
    detail={
      <>
        <span>{byName}</span>
        <RelativeTime at={new Date(at)} as="span" />
      </>
    }
  />
)
