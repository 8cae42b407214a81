import { useForm } from '@mantine/form'
import { useHotkeys } from '@mantine/hooks'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import type { Document } from '#api/documents/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { Page } from '../../ui/Layout.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { UnsavedGuard } from '../../ui/UnsavedGuard.tsx'
import css from './DocumentFields.module.css'
import { DocumentFields } from './DocumentFields.tsx'
import { DocumentLoaded } from './DocumentLoaded.tsx'
import { type DocumentDraft, draftErrors, isSameDraft, problemsOf } from './document-draft.ts'
import { EditorActions } from './EditorActions.tsx'
import { FasterSave } from './FasterSave.tsx'
import { useChangeDocument } from './knowledge-queries.ts'
import { useTrail } from './use-trail.ts'

/** Changes a document. What somebody else saved meanwhile is shown beside it; neither is lost. */
export function EditDocumentPage() {
  const { documentId = '' } = useParams({ strict: false }) as { documentId?: string }
  return (
    <DocumentLoaded documentId={documentId}>{(document) => <Editor current={document} />}</DocumentLoaded>
  )
}

const draftOf = ({ title, text, isAlways }: Document): DocumentDraft => ({ title, text, isAlways })

function Editor({ current }: { current: Document }) {
  const navigate = useNavigate()
  const trail = useTrail(current)
  /** What was read when the writing began: a save says that it changes this. */
  const [base, setBase] = useState(current)
  const isLeaving = useRef(false)
  const change = useChangeDocument(current.id)
  const refusal = refusalOf(useRole(), 'writeDocument')
  const form = useForm<DocumentDraft>({ initialValues: draftOf(base), validate: draftErrors })
  const leave = () => void navigate({ to: `/documents/${current.id}` as never })
  async function save(draft: DocumentDraft, basedOn: number) {
    try {
      await change.mutateAsync({ ...draft, basedOn })
      isLeaving.current = true
      leave()
    } catch (problem) {
      form.setErrors(problemsOf(problem))
    }
  }
  const submit = form.onSubmit((draft) => save(draft, base.version))
  useHotkeys([['mod+S', () => submit()]], [])
  const isDirty = !isSameDraft(form.values, draftOf(base))
  return (
    <Page>
      <PageHeader title={`Edit ${base.title}`} trail={trail} />
      {current.version > base.version && (
        <FasterSave
          base={base}
          theirs={current}
          mine={form.values}
          isBusy={change.isPending}
          onKeepMine={() => void save(form.values, current.version)}
          onTakeTheirs={() => {
            form.setValues(draftOf(current))
            setBase(current)
          }}
        />
      )}
      <form className={css.form} onSubmit={submit} noValidate>
        <UnsavedGuard isDirty={isDirty} isLeaving={isLeaving} />
        <DocumentFields form={form} isDisabled={refusal !== null} />
        <EditorActions
          version={base.version + 1}
          isBusy={change.isPending}
          isDirty={isDirty}
          isBehind={current.version > base.version}
          refusal={refusal}
          problem={form.errors.form}
          onLeave={leave}
        />
      </form>
    </Page>
  )
}
