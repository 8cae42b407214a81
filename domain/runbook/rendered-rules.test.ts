import { describe, expect, test } from 'vitest'
import { Play } from '#test/runbook-play.ts'
import { aTaskStep } from '#test/runbooks.ts'
import { longTexts, renderedText } from './rendered-rules.ts'
import type { RunbookStep } from './runbook.ts'

const ask = (text: string): RunbookStep => ({ id: 'ask', approval: { who: 'operator', text } })
const noSteps: [] = []

describe('inputs that make a text too long', () => {
  test('are told with the text and its step, also of one within others', () => {
    const draft = aTaskStep('draft', {
      title: 'On {{inputs.topic}}',
      intent: '{{inputs.topic}}'.repeat(1_250),
    })
    const both: RunbookStep = { id: 'both', parallel: [[draft], [ask('{{inputs.topic}}{{inputs.topic}}')]] }
    expect(longTexts({ steps: [both] }, { topic: 'x'.repeat(20_000) })).toEqual([
      {
        input: 'topic',
        message: 'makes the title of the step draft 20,003 characters long; 200 are the most',
      },
      {
        input: 'topic',
        message: 'makes the intent of the step draft 25,000,000 characters long; 20,000 are the most',
      },
      {
        input: 'topic',
        message: 'makes the text of the step ask 40,000 characters long; 20,000 are the most',
      },
    ])
  })

  test('are told as the one of them that takes up most', () => {
    const steps = [ask('{{inputs.a}}{{inputs.b}}{{inputs.b}}')]
    const found = longTexts({ steps }, { a: 'x'.repeat(12_000), b: 'y'.repeat(7_000) })
    expect(found.map(({ input }) => input)).toEqual(['b'])
  })

  test('are those beyond the limit, with nothing for what a step will say', () => {
    const steps = [aTaskStep('draft', { title: '{{inputs.topic}}{{steps.look.summary}}' })]
    expect(longTexts({ steps }, { topic: 'x'.repeat(200) })).toEqual([])
    expect(longTexts({ steps }, { topic: 'x'.repeat(201) })).toHaveLength(1)
    const others: RunbookStep[] = [
      { id: 'pause', wait: { until: '{{inputs.topic}}' } },
      { id: 'way', branch: { on: 'draft', else: [aTaskStep('send')] } },
    ]
    expect(longTexts({ steps: others }, { topic: 'x'.repeat(20_000) })).toEqual([])
    expect(longTexts({ steps: [ask('x'.repeat(20_001))] }, {})).toEqual([])
  })
})

describe('a text that earlier steps make too long', () => {
  const said = (summary: string) => ({
    inputs: {},
    steps: [{ stepId: 'draft', outcome: 'done', summary }],
  })

  test('ends in … within the limit, and is as it was up to it', () => {
    const title = (length: number) =>
      renderedText('title', '{{steps.draft.summary}}', said('x'.repeat(length)))
    expect(title(200)).toBe('x'.repeat(200))
    expect(title(201)).toBe(`${'x'.repeat(199)}…`)
    const intent = renderedText('intent', '{{steps.draft.summary}}!'.repeat(800), said('x'.repeat(60_000)))
    expect(intent).toBe(`${'x'.repeat(19_999)}…`)
  })

  test('is not cut within a character', () => {
    const title = (before: string) =>
      renderedText('title', `${before}{{steps.draft.summary}}`, said('🍞'.repeat(200)))
    expect(title('')).toBe(`${'🍞'.repeat(99)}…`)
    expect(title('x')).toBe(`x${'🍞'.repeat(99)}…`)
    expect(renderedText('title', 'x'.repeat(201), { inputs: {}, steps: noSteps })).toHaveLength(200)
  })

  test('is cut as the decision is asked for', () => {
    const play = new Play([aTaskStep('draft'), ask('Send {{steps.draft.summary}}{{steps.draft.summary}}?')])
    play.go()
    play.end('draft', 'done', 'x'.repeat(60_000))
    expect(play.state.steps[1]?.text).toBe(`Send ${'x'.repeat(19_994)}…`)
  })
})
