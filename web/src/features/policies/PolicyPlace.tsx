import type { PolicyPage } from '#api/policies/contract.ts'
import { wordsOf } from '../../http/missing.ts'
import { usePolicy } from '../../http/shared-queries.ts'
import { counted } from '../../ui/count-words.ts'
import { EightFour, Lead, Stack } from '../../ui/Layout.tsx'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import { BudgetBurn } from './BudgetBurn.tsx'
import { PolicyForm } from './PolicyForm.tsx'
import { RulesInForce } from './RulesInForce.tsx'
import { Versions } from './Versions.tsx'

/** What agents may do here, who decides, and what it may cost: of all projects, a project or an agent. */
export function PolicyPlace({ scopeId }: { scopeId: string }) {
  const policy = usePolicy(scopeId)
  if (policy.error && !policy.data)
    return <p role="alert">The policy cannot be read now: {wordsOf(policy.error)}</p>
  if (!policy.data) return <SkeletonRows label="policy" count={6} />
  return <Loaded page={policy.data} />
}

function Loaded({ page }: { page: PolicyPage }) {
  return (
    <Stack>
      <Lead>{leadOf(page)}</Lead>
      <EightFour>
        <Stack>
          <Section title="Budgets" note="of the present day and month in UTC">
            <BudgetBurn burn={page.burn} />
          </Section>
          <Section title={`What ${whose[page.scope]} says`} note="saving makes a new version">
            <PolicyForm key={page.scopeId} page={page} />
          </Section>
          <Versions page={page} />
        </Stack>
        <RulesInForce
          page={page}
          more={
            page.scope === 'portfolio' ? undefined : { label: 'Policy of all projects', href: '/policies' }
          }
        />
      </EightFour>
    </Stack>
  )
}

const whose = { portfolio: 'the policy of all projects', project: 'this project', agent: 'this agent' }
function leadOf({ burn, lines }: PolicyPage): string {
  const spent = burn.filter(({ level }) => level === 'spent').length
  const near = burn.filter(({ level }) => level === 'warning').length
  if (spent > 0)
    return `${counted(spent, 'budget')} ${spent === 1 ? 'is' : 'are'} spent, so no run that counts for ${spent === 1 ? 'it' : 'them'} starts. Raise ${spent === 1 ? 'it' : 'one'} below, and what waits goes on by itself.`
  if (near > 0) return `${counted(near, 'budget')} ${near === 1 ? 'is' : 'are'} nearly spent.`
  if (burn.length === 0) return 'No budget is set, so nothing limits what runs cost. Add one below.'
  return `${counted(burn.length, 'budget')} and ${counted(lines.length, 'rule')} hold here; no budget is near its end.`
}
