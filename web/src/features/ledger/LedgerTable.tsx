import 'mantine-datatable/styles.layer.css'
import { DataTable, type DataTableColumn } from 'mantine-datatable'
import { useState } from 'react'
import type { Entry } from '#api/ledger/contract.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { Dots } from '../../ui/Dots.tsx'
import { dataTableLook, fromMedium, fromWide } from '../../ui/data-table-look.ts'
import { PersonMark } from '../../ui/PersonMark.tsx'
import { personOf } from '../../ui/person-of-actor.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { saidOf } from '../../words/entry-words.ts'
import type { About } from '../../words/said.ts'
import { EntryBody } from './EntryBody.tsx'
import css from './ledger.module.css'
import { keyOf, type LedgerFilter } from './ledger-filter.ts'
import { type Names, type Place, placeOf } from './ledger-names.ts'

interface LedgerTableProps {
  entries: readonly Entry[]
  filter: LedgerFilter
  about: About
  names: Names
  projectNameOf: (projectId: string) => string | undefined
}

export function LedgerTable({ entries, filter, ...context }: LedgerTableProps) {
  const [opened, setOpened] = useState<unknown[]>([])
  const toggle = (key: string) =>
    setOpened((keys) => (keys.includes(key) ? keys.filter((one) => one !== key) : [...keys, key]))
  return (
    <DataTable<Entry>
      {...dataTableLook}
      idAccessor={keyOf}
      records={entries as Entry[]}
      rowClassName={css.row}
      rowExpansion={{
        trigger: 'never',
        allowMultiple: true,
        expanded: { recordIds: opened },
        content: ({ record }) => <EntryBody entry={record} filter={filter} />,
      }}
      columns={columnsOf({ ...context, isOpen: (key) => opened.includes(key), onToggle: toggle })}
    />
  )
}

interface ColumnContext extends Pick<LedgerTableProps, 'about' | 'names' | 'projectNameOf'> {
  isOpen: (key: string) => boolean
  onToggle: (key: string) => void
}

const columnsOf = ({
  about,
  names,
  projectNameOf,
  isOpen,
  onToggle,
}: ColumnContext): DataTableColumn<Entry>[] => [
  {
    accessor: 'position',
    title: 'Position',
    width: 82,
    visibleMediaQuery: fromMedium,
    render: ({ position }) => <Position position={position} />,
  },
  {
    accessor: 'type',
    title: 'What',
    cellsClassName: css.what,
    render: (entry) => (
      <What
        entry={entry}
        about={about}
        isOpen={isOpen(keyOf(entry))}
        onToggle={() => onToggle(keyOf(entry))}
      />
    ),
  },
  {
    accessor: 'actorName',
    title: 'Who',
    width: 160,
    visibleMediaQuery: fromMedium,
    render: ({ actor, actorName }) => <PersonMark person={personOf(actor, actorName)} />,
  },
  {
    accessor: 'streamId',
    title: 'Of',
    width: 200,
    visibleMediaQuery: fromWide,
    render: ({ streamId, projectId }) => (
      <Where place={placeOf(streamId, names)} project={projectId && projectNameOf(projectId)} />
    ),
  },
  {
    accessor: 'at',
    title: 'When',
    // "Wed 25 Nov, 14:07" in one line.
    width: 140,
    textAlign: 'right',
    render: ({ at }) => <RelativeTime at={new Date(at)} as="moment" />,
  },
]

function Position({ position }: { position: number | null }) {
  return <span className={css.quiet}>{position?.toLocaleString('en-US') ?? 'not yet'}</span>
}

interface WhatProps {
  entry: Entry
  about: About
  isOpen: boolean
  onToggle: () => void
}

function What({ entry, about, isOpen, onToggle }: WhatProps) {
  const { what, words } = saidOf(entry, about)
  return (
    <>
      <span className={css.whoAbove}>
        <Dots>
          <PersonMark person={personOf(entry.actor, entry.actorName)} />
          <span>entry {entry.position?.toLocaleString('en-US') ?? 'without a position yet'}</span>
        </Dots>
      </span>
      <button type="button" className={css.open} aria-expanded={isOpen} onClick={onToggle}>
        {what}
      </button>
      <span className={css.sub}>
        <code>{entry.type}</code> {words}
      </span>
    </>
  )
}

function Where({ place, project }: { place: Place; project: string | null | undefined }) {
  return (
    <>
      {place.href === null ? (
        <span className={css.where} title={place.label}>
          {place.label}
        </span>
      ) : (
        <AppLink href={place.href} className={`${css.where} ${css.link}`} title={place.label}>
          {place.label}
        </AppLink>
      )}
      {project && <span className={css.sub}>{project}</span>}
    </>
  )
}
