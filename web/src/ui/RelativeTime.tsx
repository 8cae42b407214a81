import { Tooltip } from '@mantine/core'
import { useNow } from './now.ts'
import { exact, moment, relative, span } from './time-format.ts'

interface RelativeTimeProps {
  at: Date
  /** `span` drops "ago" after since or for; `moment` keeps neighbours in a list apart. */
  as?: 'relative' | 'span' | 'moment'
}

export function RelativeTime({ at, as = 'relative' }: RelativeTimeProps) {
  const now = useNow()
  const text = { relative, moment, span: () => span(at.getTime() - now.getTime()) }[as](at, now)
  return (
    <Tooltip label={exact(at)}>
      <time dateTime={at.toISOString()} style={{ whiteSpace: 'nowrap' }}>
        {text}
      </time>
    </Tooltip>
  )
}
