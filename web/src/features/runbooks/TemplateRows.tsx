import { runbookTemplates } from '#domain/runbook/templates.ts'
import { ActionLink } from '../../ui/ActionLink.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Row, RowList } from '../../ui/RowList.tsx'

/** Runbooks to begin with: each opens the editor with its text. */
export function TemplateRows({ projectId, refusal }: { projectId: string; refusal: string | null }) {
  return (
    <RowList label="Runbooks to begin with">
      {runbookTemplates.map(({ id, title, says }) => (
        <Row
          key={id}
          mark={<Icon name="file" />}
          title={title}
          reason={says}
          action={
            <ActionLink
              href={`/projects/${projectId}/new-runbook?template=${id}`}
              refusal={refusal}
              aria-label={`Use it: ${title}`}
            >
              Use it
            </ActionLink>
          }
        />
      ))}
    </RowList>
  )
}
