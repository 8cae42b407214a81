import { Switch, Tabs, Textarea, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useMediaQuery } from '@mantine/hooks'
import { useDeferredValue } from 'react'
import { isTooLong } from '#domain/document/document-rules.ts'
import { Markdown } from '../../ui/LazyMarkdown.tsx'
import css from './DocumentFields.module.css'
import type { DocumentDraft } from './document-draft.ts'
import { sizeOfText } from './document-words.ts'

interface FieldsProps {
  form: UseFormReturnType<DocumentDraft>
  isDisabled: boolean
}

/** Title, text with its preview, and who is given it. */
export function DocumentFields({ form, isDisabled }: FieldsProps) {
  return (
    <>
      <TextInput
        label="Title"
        description="What it is about: agents are told it, and searches look for it first."
        maxLength={200}
        required
        disabled={isDisabled}
        className={css.title}
        {...form.getInputProps('title')}
      />
      <Text form={form} isDisabled={isDisabled} />
      <Switch
        label="Give it to every run"
        description="Else a run is given the sections that fit its task. Keep what is given to every run short."
        disabled={isDisabled}
        {...form.getInputProps('isAlways', { type: 'checkbox' })}
      />
    </>
  )
}

/** Side by side where there is room for both, else one after the other. */
function Text({ form, isDisabled }: FieldsProps) {
  const isWide = useMediaQuery('(min-width: 1024px)', true)
  const text = useDeferredValue(form.values.text)
  const field = (
    <Textarea
      label="Text"
      description={`Markdown. Headings cut it into the sections that are found. ${sizeOfText(text)} of 200 kB.`}
      required
      rows={24}
      resize="vertical"
      disabled={isDisabled}
      classNames={{ input: css.input ?? '' }}
      {...form.getInputProps('text')}
    />
  )
  if (isWide) {
    return (
      <div className={css.sides}>
        {field}
        <div>
          <p className={css.label}>Preview</p>
          <Preview text={text} />
        </div>
      </div>
    )
  }
  return (
    <Tabs defaultValue="write" keepMounted>
      <Tabs.List>
        <Tabs.Tab value="write">Write</Tabs.Tab>
        <Tabs.Tab value="preview">Preview</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="write" pt="sm">
        {field}
      </Tabs.Panel>
      <Tabs.Panel value="preview" pt="sm">
        <Preview text={text} />
      </Tabs.Panel>
    </Tabs>
  )
}

/** What is too long to be saved is not shown either: reading it as markdown would hold up the page. */
function Preview({ text }: { text: string }) {
  const hidden = text.trim() === '' ? 'Nothing yet.' : isTooLong(text) && 'Too long to be saved or shown.'
  return (
    <div className={css.preview}>
      {hidden ? <p className={css.quiet}>{hidden}</p> : <Markdown text={text} under={1} />}
    </div>
  )
}
