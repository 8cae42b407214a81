import type { PolicyPage } from '#api/policies/contract.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { Section } from '../../ui/Section.tsx'
import css from './policies.module.css'

interface RulesInForceProps {
  page: PolicyPage
  more?: { label: string; href: string } | undefined
}

const origins: Record<PolicyPage['lines'][number]['from'], string> = {
  portfolio: 'from all projects',
  project: 'from the project',
  agent: 'from the agent',
  default: 'unless said',
}

/** What holds in the end, one sentence a rule, each with where it comes from. */
export function RulesInForce({ page, more }: RulesInForceProps) {
  return (
    <Section title="What holds" note="for the next run" {...(more && { more })}>
      <ul className={css.lines} aria-label="Rules that hold">
        {page.lines.map(({ key, sentence, from }) => (
          <li key={key}>
            {sentence} <span className={css.from}>{origins[from]}</span>
          </li>
        ))}
      </ul>
      <p className={css.quiet}>
        Of every project and agent, with its use: <AppLink href="/doors">What may run without asking</AppLink>
      </p>
    </Section>
  )
}
