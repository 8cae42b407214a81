import type { ShownSwitch } from '#api/kill-switches/contract.ts'
import { everything } from '#domain/kill-switch/kill-switch-rules.ts'
import { useExecutors, useKillSwitches } from '../../http/shared-queries.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { counted } from '../../ui/count-words.ts'
import { Lead, Page, Stack } from '../../ui/Layout.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { Section } from '../../ui/Section.tsx'
import { KillSwitchControl } from './KillSwitchControl.tsx'
import css from './kill-switch.module.css'

/** Whether anything is stopped, by whom and why; and the one switch for everything. */
export function StopPage() {
  const switches = useKillSwitches().data?.items
  const executors = useExecutors().data?.items ?? []
  const running = executors.reduce((sum, { runningTasks }) => sum + runningTasks, 0)
  const narrow = (switches ?? []).filter(({ scope }) => scope !== 'everything')
  const stopped = executors.filter(({ stopFile }) => stopFile !== null)
  return (
    <Page>
      <Stack>
        <PageHeader title="Kill switch" />
        {switches && <Lead>{sentenceOf(switches)}</Lead>}
        <Section title="Everything" note="every project, every agent, every executor">
          <KillSwitchControl scopeId={everything} name="everything" runs={running} />
        </Section>
        {narrow.length > 0 && (
          <Section title="Projects and agents" count={narrow.length} note="the oldest first">
            {narrow.map((one) => (
              <div key={one.scopeId}>
                <h3 className={css.name}>
                  <AppLink href={placeOf(one)}>{one.name}</AppLink>
                </h3>
                <KillSwitchControl scopeId={one.scopeId} name={one.name} />
              </div>
            ))}
          </Section>
        )}
        <Section title="On the Mac itself" note="needs no network">
          <div className={css.control}>
            {stopped.map(({ id, name, stopFile }) => (
              <p key={id} className={css.on} data-tone="danger">
                {name}: {stopFile}. Remove the file there to let it go on.
              </p>
            ))}
            <p className={css.quiet}>
              A file named STOP in the worker’s data folder stops everything there at once, whatever is in it;
              its first line is the reason. Removing it lets the Mac go on. While the worker is away the
              gateway blocks calls and new runs by it, if our plugin was told of the file and may look at it.
            </p>
          </div>
        </Section>
      </Stack>
    </Page>
  )
}

const placeOf = ({ scope, scopeId }: ShownSwitch) =>
  scope === 'agent' ? `/agents/${scopeId}` : `/projects/${scopeId}/settings`

function sentenceOf(switches: readonly ShownSwitch[]): string {
  if (switches.length === 0)
    return 'Nothing is stopped here. A project or an agent is stopped on its own page.'
  if (switches.some(({ scope }) => scope === 'everything')) return 'Everything is stopped.'
  const projects = switches.filter(({ scope }) => scope === 'project').length
  const agents = switches.length - projects
  const parts = [projects > 0 && counted(projects, 'project'), agents > 0 && counted(agents, 'agent')]
  return `${parts.filter(Boolean).join(' and ')} ${switches.length === 1 ? 'is' : 'are'} stopped.`
}
