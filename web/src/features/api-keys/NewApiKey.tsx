import { useState } from 'react'
import { Section } from '../../ui/Section.tsx'
import { ApiKeyForm } from './ApiKeyForm.tsx'
import type { Made } from './api-key-queries.ts'
import css from './api-keys.module.css'
import { ShownToken } from './ShownToken.tsx'

/** Makes a key. Its token is shown once: the server keeps no more of it than a hash. */
export function NewApiKey() {
  const [made, setMade] = useState<Made | null>(null)
  return (
    <Section title="Make a key" note="its token is shown once">
      <div className={css.below}>
        {made ? <ShownToken made={made} onDone={() => setMade(null)} /> : <ApiKeyForm onMade={setMade} />}
      </div>
    </Section>
  )
}
