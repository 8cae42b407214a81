import type { Entry } from '#api/ledger/contract.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { Dots } from '../../ui/Dots.tsx'
import { PlainText } from '../../ui/PlainText.tsx'
import { bodyText } from './body-text.ts'
import css from './ledger.module.css'
import { type LedgerFilter, ledgerHref } from './ledger-filter.ts'

interface EntryBodyProps {
  entry: Entry
  filter: LedgerFilter
}

/** The entry as it is recorded, unshortened, and the ways to its neighbours. */
export function EntryBody({ entry, filter }: EntryBodyProps) {
  const { type, version, streamId, streamSeq, actor, at } = entry
  return (
    <div className={css.body}>
      <div className={css.facts}>
        <Dots>
          <span>
            {type}, version {version}
          </span>
          <span>
            entry {streamSeq} of {streamId}
          </span>
          <span>by {actor}</span>
          <time dateTime={at}>{at}</time>
        </Dots>
      </div>
      <PlainText text={bodyText(entry.body)} />
      <div className={css.ways}>
        <Way label="Only this stream" filter={{ ...filter, streamId }} />
        <Way label="Only this actor" filter={{ ...filter, actor }} />
        <Way label="Only such entries" filter={{ ...filter, type }} />
      </div>
    </div>
  )
}

const Way = ({ label, filter }: { label: string; filter: LedgerFilter }) => (
  <AppLink href={ledgerHref(filter)} className={css.link}>
    {label}
  </AppLink>
)
