import type { Entry } from '#api/ledger/contract.ts'
import type { BodyOf } from '#domain/ledger/entry.ts'
import { QuietLine } from '../../ui/QuietLine.tsx'
import { Section } from '../../ui/Section.tsx'
import { toolWords } from '../../words/tool-words.ts'
import css from './Conversation.module.css'

type Told = BodyOf<'transcript_recorded'>

/** What was said in a run that began on the gateway, from its transcript, and which tools were used. */
export function Conversation({ entries }: { entries: readonly Entry[] }) {
  const told = entries.filter(({ type }) => type === 'transcript_recorded').map(({ body }) => body as Told)
  return (
    <Section title="What was said" note={told.length > 0 ? 'from the gateway’s transcript' : undefined}>
      {told.length === 0 && <QuietLine>It is recorded from the transcript when the run ends.</QuietLine>}
      {told.map((body) => (
        <Transcript key={body.itemId} body={body} />
      ))}
    </Section>
  )
}

function Transcript({ body: { messages, tools, isCut } }: { body: Told }) {
  return (
    <>
      <ol className={css.list}>
        {messages.map(({ by, text }, i) => (
          <li key={i} className={css.said}>
            <span className={css.by}>{by === 'agent' ? 'Agent' : 'Asker'}</span>
            <span className={css.text}>{text}</span>
          </li>
        ))}
      </ol>
      <QuietLine>
        Tools used: {toolWords(tools)}.{isCut && ' More was said than the record keeps.'}
      </QuietLine>
    </>
  )
}
