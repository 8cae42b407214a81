import type { Artifact } from '#api/artifacts/contract.ts'
import { wordsOf } from '../../http/missing.ts'
import { Markdown } from '../../ui/LazyMarkdown.tsx'
import { PlainText } from '../../ui/PlainText.tsx'
import { QuietLine } from '../../ui/QuietLine.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { bytesAddress, useArtifactText } from './artifact-queries.ts'
import css from './artifacts.module.css'
import { TablePreview } from './TablePreview.tsx'

interface PreviewProps {
  taskId: string
  artifact: Artifact
}

/** What is in it, as far as that can be shown without trusting it. */
export function Preview({ taskId, artifact }: PreviewProps) {
  return (
    <Section title="What is in it" note={noteOf(artifact)}>
      <div className={css.shown}>
        <Content taskId={taskId} artifact={artifact} />
      </div>
    </Section>
  )
}

const noteOf = ({ mediaKind }: Artifact) =>
  mediaKind === 'page' ? 'shown without scripts, and without anything that it would load' : undefined

function Content({ taskId, artifact }: PreviewProps) {
  const { itemId, title, mediaKind } = artifact
  const address = bytesAddress(taskId, itemId, 'preview')
  switch (mediaKind) {
    case 'image':
      return <img src={address} alt={title} className={css.image} />
    case 'pdf':
      return <iframe src={address} title={title} className={css.frame} />
    case 'page':
      // No origin, no scripts: the answer says the same, whoever opens it.
      return <iframe src={address} title={title} sandbox="" className={`${css.frame} ${css.page}`} />
    case 'text':
    case 'markdown':
    case 'table':
      return <TextContent taskId={taskId} artifact={artifact} />
    default:
      return <QuietLine>This kind of file is not shown here. Download it to open it.</QuietLine>
  }
}

function TextContent({ taskId, artifact }: PreviewProps) {
  const { itemId, mediaKind, fileName } = artifact
  const { data, error } = useArtifactText(taskId, itemId)
  if (error) return <QuietLine>{wordsOf(error)}</QuietLine>
  if (!data) return <SkeletonRows label="content" count={6} />
  return (
    <>
      {mediaKind === 'markdown' && <Markdown text={data.text} under={2} />}
      {mediaKind === 'table' && <TablePreview text={data.text} name={fileName} isCut={data.isCut} />}
      {mediaKind === 'text' && <PlainText text={data.text} />}
      {data.isCut && <QuietLine>This is its beginning. Download it to read all of it.</QuietLine>}
    </>
  )
}
