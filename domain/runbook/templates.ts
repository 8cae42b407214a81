/** As one value of a line, whatever stands in it: YAML reads what JSON writes. */
export const yamlText = (text: string): string =>
  /^[A-Za-z][\w ]*\w$/.test(text) && !yamlWords.has(text.toLowerCase()) ? text : JSON.stringify(text)
const yamlWords = new Set(['true', 'false', 'null', 'yes', 'no', 'on', 'off'])

/** Runbooks to begin with, written for an agent of the project. */
export interface RunbookTemplate {
  id: string
  title: string
  says: string
  yaml: (agent: string) => string
}

const letter = (agent: string) => `name: Publish a letter
description: Drafts a letter, has a person look at it, and publishes it.
inputs:
  - name: topic
    type: text
    description: What the letter is about
    required: true
  - name: readers
    type: choice
    options: [everybody, paying readers]
    default: everybody
steps:
  - id: draft
    task:
      agent: ${yamlText(agent)}
      title: Draft the letter about {{inputs.topic}}
      intent: |
        Write a short letter about {{inputs.topic}} for {{inputs.readers}}.
        Do not send anything.
        finish: A draft about {{inputs.topic}} is ready to be read.
  - id: review
    approval:
      who: operator
      text: |
        Publish the letter about {{inputs.topic}} to {{inputs.readers}}?
        {{steps.draft.summary}}
  - id: publish
    task:
      agent: ${yamlText(agent)}
      title: Publish the letter about {{inputs.topic}}
      intent: |
        Publish the draft as it was approved, to {{inputs.readers}}.
        finish: The letter about {{inputs.topic}} is published.
`

const week = (agent: string) => `name: Weekly review
description: Looks back and ahead at once, then writes down what follows.
inputs:
  - name: focus
    type: text
    description: What to look at first
    default: what moved
steps:
  - id: look
    parallel:
      - - id: back
          task:
            agent: ${yamlText(agent)}
            title: Look back at the week
            intent: |
              Sum up what was done this week, with {{inputs.focus}} first.
              finish: The week in three sentences.
      - - id: ahead
          task:
            agent: ${yamlText(agent)}
            title: Look at the week to come
            intent: |
              List what is due in the next seven days.
              finish: Three things are due.
  - id: report
    task:
      agent: ${yamlText(agent)}
      title: Write the review of the week
      intent: |
        Back: {{steps.back.summary}}
        Ahead: {{steps.ahead.summary}}
        Write one page of what follows from this.
        finish: The review of the week is written.
  - id: outcome
    branch:
      on: report
      when:
        failed:
          - id: by-hand
            approval:
              who: operator
              text: The review could not be written. Approve when you have looked at the week yourself.
`

export const runbookTemplates: readonly RunbookTemplate[] = [
  {
    id: 'letter',
    title: 'Publish a letter',
    says: 'Draft, a decision of yours, publish.',
    yaml: letter,
  },
  {
    id: 'week',
    title: 'Weekly review',
    says: 'Two looks at once, a report, and a way for when it fails.',
    yaml: week,
  },
]
