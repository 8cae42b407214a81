import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { ContextManifest, DocumentPart } from '#domain/context-pack/context-pack.ts'
import { tokensOf } from '#domain/context-pack/token-rules.ts'
import { counted } from '../../ui/count-words.ts'
import { Icon } from '../../ui/icons.tsx'
import { Markdown } from '../../ui/LazyMarkdown.tsx'
import { PlainText } from '../../ui/PlainText.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'
import { BudgetBar } from './BudgetBar.tsx'
import { placeWords, tokensWords } from './document-words.ts'
import css from './knowledge.module.css'
import { packBlocks } from './pack-blocks.ts'

export interface ShownPack {
  system: string
  task: string
  /** Null where no run has one yet. */
  message: string | null
  manifest: ContextManifest | null
}

interface PackViewProps {
  pack: ShownPack
  /** Of its headings. */
  level: 2 | 3
}

/** What an agent is given: from which documents, how much of the budget, and the texts themselves. */
export function PackView({ pack, level }: PackViewProps) {
  const { manifest } = pack
  const Heading = `h${level}` as const
  return (
    <div className={css.pack}>
      {manifest && <BudgetBar manifest={manifest} />}
      {manifest && (
        <>
          <Heading className={css.heading}>Documents in it</Heading>
          <Parts
            label="Documents in it"
            parts={manifest.documents}
            none="No document was found for this task."
          />
        </>
      )}
      {manifest && manifest.leftOut.length > 0 && (
        <>
          <Heading className={css.heading}>Left out for want of room</Heading>
          <Parts label="Left out" parts={manifest.leftOut} none="" />
        </>
      )}
      <Texts pack={pack} level={level} />
    </div>
  )
}

function Parts({ label, parts, none }: { label: string; parts: DocumentPart[]; none: string }) {
  if (parts.length === 0) return <p className={css.quiet}>{none}</p>
  return (
    <RowList label={label}>
      {parts.map((part) => (
        <Row
          key={`${part.documentId}/${part.ordinals[0]}`}
          mark={<Icon name={part.why === 'always' ? 'shield' : 'file'} />}
          title={part.title}
          href={`/documents/${part.documentId}?version=${part.version}`}
          detail={
            <>
              <span>{part.why === 'always' ? 'always given' : 'found for the task'}</span>
              <span>version {part.version}</span>
              <span>{placeWords(part)}</span>
            </>
          }
          aside={tokensWords(part.tokens)}
        />
      ))}
    </RowList>
  )
}

function Texts({ pack, level }: PackViewProps) {
  const [isRaw, setIsRaw] = useState(false)
  const texts = [
    { title: 'In the system prompt', text: pack.system },
    { title: 'Before the message', text: pack.task },
    ...(pack.message === null ? [] : [{ title: 'The message', text: pack.message }]),
  ]
  const Heading = `h${level}` as const
  return (
    <>
      <SegmentedControl
        aria-label="How the texts are shown"
        className={css.choice}
        value={isRaw ? 'raw' : 'read'}
        onChange={(value) => setIsRaw(value === 'raw')}
        data={[
          { value: 'read', label: 'Readable' },
          { value: 'raw', label: 'Word for word' },
        ]}
      />
      {texts.map(({ title, text }) => (
        <div key={title} className={css.given}>
          <Heading className={css.heading}>
            {title} <span className={css.count}>{tokensWords(tokensOf(text))}</span>
          </Heading>
          {isRaw ? <PlainText text={text} /> : <Readable text={text} level={level} />}
        </div>
      ))}
    </>
  )
}

function Readable({ text, level }: { text: string; level: number }) {
  return (
    <div className={css.blocks}>
      {packBlocks(text).map(({ source, text: inside }, at) => (
        <div key={at} className={source ? css.block : undefined}>
          {source && (
            <p className={css.source}>
              {source.title}, version {source.version}
              {source.place && `: ${source.place}`}
            </p>
          )}
          <Markdown text={inside} under={level} keepsLines={source === null} />
        </div>
      ))}
    </div>
  )
}

/** "3 documents, 2 left out" */
export const packSentence = ({ documents, leftOut }: ContextManifest): string => {
  const given = counted(new Set(documents.map(({ documentId }) => documentId)).size, 'document')
  return leftOut.length > 0 ? `${given}; ${counted(leftOut.length, 'part')} left out for want of room` : given
}
