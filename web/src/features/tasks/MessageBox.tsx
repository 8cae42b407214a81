import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { Task } from '#api/tasks/contract.ts'
import { currentRun, isEnded } from '#domain/task/task-rules.ts'
import { UnsavedGuard } from '../../ui/UnsavedGuard.tsx'
import { AskLine } from './AskLine.tsx'
import css from './MessageBox.module.css'
import { useActionRefusal } from './past.ts'
import { useAsk } from './task-queries.ts'

/** When the agent reads it, from where the task stands. */
function whenRead({ state, agentName }: Task): string {
  if (isEnded(state.status)) return `Opens the task again: ${agentName} reads it in a new run.`
  if (currentRun(state)) return `${agentName} reads it in its next run, after the one that is open.`
  return `Starts a run, in which ${agentName} reads it.`
}

/** A message that is being written: whoever shows its field keeps it, and may be there for longer. */
export function useMessage(task: Task) {
  const [text, setText] = useState('')
  // What is on its way is no draft any more; what is typed meanwhile is one.
  const [sent, setSent] = useState<string | null>(null)
  const asking = useAsk(task.id, task.state)
  const send = async () => {
    setSent(text)
    if (await asking.ask({ kind: 'message', text })) setText((now) => (now === text ? '' : now))
    setSent(null)
  }
  return { text, setText, asking, send, isUnsaved: text.trim() !== '' && text !== sent }
}
export type Message = ReturnType<typeof useMessage>

export function MessageBox({ task }: { task: Task }) {
  const message = useMessage(task)
  return (
    <>
      <UnsavedGuard isDirty={message.isUnsaved} />
      <MessageField {...{ task, message }} />
    </>
  )
}

export function MessageField({ task, message }: { task: Task; message: Message }) {
  const { text, setText, asking, send } = message
  const refusal = useActionRefusal(task.state, 'messageTask')
  return (
    <form
      className={css.box}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <Textarea
        label={`Write to ${task.agentName}`}
        description={refusal === null && whenRead(task)}
        autosize
        minRows={2}
        maxRows={12}
        maxLength={20_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={css.actions}>
        <Button
          type="submit"
          variant="default"
          disabled={refusal !== null || asking.phase === 'recording' || text.trim() === ''}
        >
          {asking.phase === 'recording' ? 'Recording…' : 'Send to the agent'}
        </Button>
        <AskLine asking={asking} refusal={refusal} />
      </div>
    </form>
  )
}
