import { Button, Select, Textarea } from '@mantine/core'
import { useState } from 'react'
import { wordsOf } from '../../http/missing.ts'
import { useAgents } from '../../http/shared-queries.ts'
import formCss from '../../ui/form.module.css'
import { Section } from '../../ui/Section.tsx'
import { SkeletonRows } from '../../ui/SkeletonRows.tsx'
import css from './knowledge.module.css'
import { useTriedContext } from './knowledge-queries.ts'
import { PackView } from './PackView.tsx'

/** What an agent would be given for a task in these words. Nothing is recorded and no model is asked. */
export function TryContext({ projectId }: { projectId: string }) {
  const agents = useAgents(projectId).data?.items ?? []
  const [typed, setTyped] = useState('')
  const [agentId, setAgentId] = useState<string | null>(null)
  const [words, setWords] = useState('')
  const tried = useTriedContext(projectId, words, agentId)
  return (
    <Section title="Try it" note="what an agent would be given for a task; nothing is recorded">
      <form
        className={`${formCss.form} ${css.below}`}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          setWords(typed.trim())
        }}
      >
        <Textarea
          label="A task in your words"
          description="Its title and intent, as you would write them."
          autosize
          minRows={2}
          maxRows={8}
          maxLength={2_000}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        {agents.length > 0 && (
          <Select
            label="For"
            placeholder="Any agent"
            clearable
            data={agents.map(({ id, name }) => ({ value: id, label: name }))}
            value={agentId}
            onChange={setAgentId}
            comboboxProps={{ withinPortal: false }}
          />
        )}
        <div className={formCss.actions}>
          <Button type="submit" variant="default" disabled={typed.trim() === ''}>
            Show what it would know
          </Button>
        </div>
      </form>
      {tried.error && <p role="alert">That cannot be tried now: {wordsOf(tried.error)}</p>}
      {words !== '' && !tried.data && !tried.error && <SkeletonRows label="context" count={3} />}
      {words !== '' && tried.data && (
        <div className={css.below}>
          <PackView pack={{ ...tried.data, message: null }} level={3} />
        </div>
      )}
    </Section>
  )
}
