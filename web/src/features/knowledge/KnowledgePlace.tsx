import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { DocumentRow } from '#api/documents/contract.ts'
import type { Project } from '#api/projects/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { wordsOf } from '../../http/missing.ts'
import { ActionLink } from '../../ui/ActionLink.tsx'
import { counted } from '../../ui/count-words.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Lead, Stack } from '../../ui/Layout.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { DocumentRows } from './DocumentRows.tsx'
import { ImportFile } from './ImportFile.tsx'
import type { Imported } from './import-file.ts'
import css from './knowledge.module.css'
import { useDocuments } from './knowledge-queries.ts'
import { SearchHits } from './SearchHits.tsx'
import { TryContext } from './TryContext.tsx'

type Place = Pick<Project, 'id' | 'name' | 'removedAt'>

function sentenceOf(documents: DocumentRow[]): string {
  const always = documents.filter(({ isAlways }) => isAlways).length
  if (documents.length === 0) return 'Agents know the mission and their charter, and nothing else yet.'
  const given =
    always === 0
      ? 'Each is given to a run where it fits the task.'
      : `${always === documents.length ? 'All are' : `${always} ${always === 1 ? 'is' : 'are'}`} given to every run${always < documents.length ? ', the others where they fit the task' : ''}.`
  return `Agents here can be given ${counted(documents.length, 'document')}. ${given}`
}

/** What the agents of a project know, and what one would be given for a task. */
export function KnowledgePlace({ project }: { project: Place }) {
  const documents = useDocuments(project.id)
  const items = documents.data?.items
  return (
    <Stack>
      {items && <Lead>{sentenceOf(items)}</Lead>}
      <Documents project={project} items={items} problem={documents.error} />
      {items && items.length > 0 && <TryContext projectId={project.id} />}
    </Stack>
  )
}

interface DocumentsProps {
  project: Place
  items: DocumentRow[] | undefined
  problem: Error | null
}

function Documents({ project, items, problem }: DocumentsProps) {
  const [typed, setTyped] = useState('')
  const [words] = useDebouncedValue(typed.trim(), 200)
  const isSearching = words !== ''
  const navigate = useNavigate()
  const refusal = useNewRefusal(project)
  const written = (imported: Imported) =>
    void navigate({ to: `/projects/${project.id}/new-document`, state: { imported } } as never)
  return (
    <Section
      title={isSearching ? 'Found' : 'Documents'}
      {...(items && !isSearching && { count: items.length })}
      note={isSearching ? 'best first' : 'by title'}
    >
      <div className={css.bar}>
        <TextInput
          aria-label="Search the documents"
          placeholder="Search the documents"
          leftSection={<Icon name="search" />}
          maxLength={400}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          className={css.search}
        />
        <ActionLink href={`/projects/${project.id}/new-document`} refusal={refusal}>
          New document
        </ActionLink>
      </div>
      <ImportFile onImported={written} refusal={refusal} hasButton={false}>
        {problem && <p role="alert">The documents cannot be read now: {wordsOf(problem)}</p>}
        {!items && !problem && <SkeletonRows label="documents" count={4} />}
        {isSearching && <SearchHits projectId={project.id} words={words} />}
        {!isSearching && items && items.length > 0 && <DocumentRows documents={items} />}
        {!isSearching && items?.length === 0 && (
          <EmptyState
            title="There is no document yet."
            first="Write down what an agent has to know: how you sound, what you charge, what never to do. Or drop a .md file here."
          />
        )}
      </ImportFile>
    </Section>
  )
}

function useNewRefusal({ name, removedAt }: Place): string | null {
  const removed = removedAt ? `${name} is removed, so it takes no documents.` : null
  return refusalOf(useRole(), 'writeDocument') ?? removed
}
