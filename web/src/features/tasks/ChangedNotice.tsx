import { Button } from '@mantine/core'
import css from './DecisionCard.module.css'

/** Said where the parameters are other than those that were opened; the decision waits until they are read. */
export function ChangedNotice({ onRead }: { onRead: () => void }) {
  return (
    <div className={css.changed}>
      <p role="alert">
        It changed since you opened it: the parameters above are other ones now. What you wrote is kept, and
        nothing is decided before you read them.
      </p>
      <Button variant="default" onClick={onRead}>
        Read the new version
      </Button>
    </div>
  )
}
