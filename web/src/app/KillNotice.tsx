import type { Executor } from '#api/executors/contract.ts'
import type { ShownSwitch } from '#api/kill-switches/contract.ts'
import { ActionLink } from '../ui/ActionLink.tsx'
import { Notice } from '../ui/Notice.tsx'

interface KillNoticeProps {
  switches: readonly ShownSwitch[]
  executors: readonly Pick<Executor, 'name' | 'stopFile'>[]
}

/** Over every page while anything is stopped: what, by whom, why, and where it is lifted. Nothing where nothing is. */
export function KillNotice({ switches, executors }: KillNoticeProps) {
  const [first] = switches
  const mac = executors.find(({ stopFile }) => stopFile !== null)
  if (!first && !mac) return null
  const more = switches.length - 1
  return (
    <Notice
      tone="danger"
      icon="alert"
      what={first ? `${first.name || 'Everything'} is stopped.` : `${mac?.name} is stopped by a file there.`}
      why={
        first
          ? `${first.byName}: ${first.reason}${more > 0 ? ` (and ${more} more)` : ''}`
          : (mac?.stopFile ?? '')
      }
      next={
        <ActionLink href="/stop" refusal={null}>
          Kill switch
        </ActionLink>
      }
    />
  )
}
