import { useState } from 'react'
import { Section } from '../../ui/Section.tsx'
import type { MadeToken } from './executor-token-queries.ts'
import css from './executor-tools.module.css'
import { NewExecutorForm } from './NewExecutorForm.tsx'
import { ShownFile } from './ShownFile.tsx'

/** A further machine. Its token is shown once: the server keeps no more of it than a hash. */
export function AddExecutor() {
  const [made, setMade] = useState<MadeToken | null>(null)
  return (
    <Section title="Add an executor" note="another machine with a gateway of its own">
      <div className={css.below}>
        {made ? (
          <ShownFile made={made} more="Add another one" onDone={() => setMade(null)} />
        ) : (
          <NewExecutorForm onMade={setMade} />
        )}
      </div>
    </Section>
  )
}
