import { Button, Modal } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Project } from '#api/projects/contract.ts'
import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { ActionButton } from '../../ui/ActionButton.tsx'
import css from './ProjectPage.module.css'
import { useRemoveProject } from './project-queries.ts'
import { removalButton, removalLines } from './removal-words.ts'

interface RemoveProjectProps {
  project: Project
  /** Null while it is not known. */
  agents: number | null
}

/** A dialog, because it stops many things at once: it counts them. */
export function RemoveProject({ project, agents }: RemoveProjectProps) {
  const [isOpen, setOpen] = useState(false)
  const navigate = useNavigate()
  const remove = useRemoveProject(project.id)
  const removed = project.removedAt ? `${project.name} is removed already.` : null
  const refusal = refusalOf(useRole(), 'removeProject') ?? removed
  const close = () => {
    setOpen(false)
    remove.reset()
  }
  const onSuccess = () => void navigate({ to: '/projects' as never, ignoreBlocker: true })
  return (
    <div>
      <ActionButton refusal={refusal} onClick={() => setOpen(true)}>
        Remove project…
      </ActionButton>
      <Modal
        opened={isOpen}
        onClose={close}
        title={`Remove ${project.name}`}
        // In place, so that its head is no second banner of the page.
        withinPortal={false}
        classNames={{ inner: css.inner }}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <div className={css.dialog}>
          <p>Removing will</p>
          <ul className={css.will}>
            {removalLines(project, agents).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <div className={css.buttons}>
            <Button
              color="danger"
              variant="outline"
              disabled={remove.isPending}
              onClick={() => remove.mutate(undefined, { onSuccess })}
            >
              {remove.isPending ? 'Recording…' : removalButton(project)}
            </Button>
            <Button variant="default" onClick={close} data-autofocus>
              Keep the project
            </Button>
          </div>
          {remove.error && (
            <p className={css.problem} role="alert">
              {remove.error.message}
            </p>
          )}
        </div>
      </Modal>
    </div>
  )
}
