import { Dots } from './Dots.tsx'
import { RelativeTime } from './RelativeTime.tsx'
import css from './WaitingFor.module.css'

export interface Wait {
  /** Lower case, as the object of "waits for": "your approval". */
  on: string
  since: Date
  /** What happens by itself if nobody acts. */
  otherwise?: string
}

export function WaitingFor({ wait }: { wait: Wait }) {
  return (
    <span className={css.line}>
      <Dots>
        <span>
          waits for: <strong>{wait.on}</strong>
        </span>
        <span>
          since <RelativeTime at={wait.since} as="span" />
        </span>
        {wait.otherwise && <span>{wait.otherwise}</span>}
      </Dots>
    </span>
  )
}
