import { wordsOf } from '../../http/missing.ts'
import { usePolicy } from '../../http/shared-queries.ts'
import { QuietLine } from '../../ui/QuietLine.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import css from './agents.module.css'

/** What it may call by itself and what never, of all policies that hold for it. */
export function AgentTools({ agentId }: { agentId: string }) {
  const { data, error } = usePolicy(agentId)
  const sentences =
    data?.lines.filter(({ key }) => key === 'safeTools' || key.startsWith('deniedTools.')) ?? []
  const passing = sentences.find(({ key }) => key === 'safeTools')?.sentence ?? ''
  const named = passing.slice(passing.lastIndexOf(': ') + 2, -1).split(', ')
  const held = data?.document.safeTools?.filter((tool) => !named.includes(tool)) ?? []
  return (
    <Section title="Tools" more={{ label: 'Its policy', href: `/policies/${agentId}` }}>
      {error && !data && <p role="alert">Its tools cannot be read now. {wordsOf(error)}</p>}
      {!error && !data && <SkeletonRows label="tools" count={1} />}
      {sentences.map(({ key, sentence }) => (
        <p key={key} className={css.charter}>
          {sentence}
        </p>
      ))}
      {held.length > 0 && (
        <QuietLine>
          On its own list, and not passing before the policies of its project and of all projects let{' '}
          {held.length === 1 ? 'it' : 'them'}: {held.join(', ')}.
        </QuietLine>
      )}
      {data && <QuietLine>Every other call waits for an approval.</QuietLine>}
    </Section>
  )
}
