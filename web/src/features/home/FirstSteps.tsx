import { refusalOf } from '#domain/operator/permissions.ts'
import { useRole } from '../../app/me.ts'
import { ActionLink } from '../../ui/ActionLink.tsx'
import { Lead } from '../../ui/Layout.tsx'
import { Section } from '../../ui/Section.tsx'
import css from './home.module.css'

/** What to do first, while there is nothing to look at. */
export function FirstSteps() {
  const refusal = refusalOf(useRole(), 'createProject')
  return (
    <>
      <Lead>There is no project yet. Three steps, and an agent is at work for you.</Lead>
      <Section title="First steps">
        <ol className={css.steps}>
          <li className={css.step}>
            <div>
              <p className={css.name}>Start a project</p>
              <p className={css.why}>A name and a mission: what the business is, and what it is for.</p>
            </div>
            <ActionLink href="/projects/new" refusal={refusal} variant="filled">
              Start a project
            </ActionLink>
          </li>
          <li className={css.step}>
            <div>
              <p className={css.name}>Create an agent in it</p>
              <p className={css.why}>
                A role, a charter, and the executor that it works on: the machine where OpenClaw runs.
              </p>
            </div>
          </li>
          <li className={css.step}>
            <div>
              <p className={css.name}>Give the agent a task</p>
              <p className={css.why}>
                It begins at once. Whatever has an effect outside comes to your inbox before it happens.
              </p>
            </div>
          </li>
        </ol>
      </Section>
    </>
  )
}
