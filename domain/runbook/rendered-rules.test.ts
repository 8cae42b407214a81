import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Play } from '#test/runbook-play.ts'
import { aTaskStep } from '#test/runbooks.ts'
import { longTexts, renderedText } from './rendered-rules.ts'
import type { RunbookStep } from './runbook.ts'
import { rendered } from './template-rules.ts'

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

const said = (summaries: Record<string, string>, inputs: Record<string, string> = {}) => ({
  inputs,
  steps: Object.entries(summaries).map(([stepId, summary]) => ({ stepId, outcome: 'done', summary })),
})

describe('a text that earlier steps make too long', () => {
  test('keeps its own words and the inputs, and has each quote end in … where it is cut', () => {
    const intent =
      'On {{inputs.topic}}:\n{{steps.a.summary}}\n{{steps.b.summary}}\n{{steps.c.summary}}\nWrite one page. Do not send {{unknown}}.'
    const long = { a: 'a'.repeat(20_000), b: 'b'.repeat(20_000), c: 'c'.repeat(60_000) }
    const made = renderedText('intent', intent, said(long, { topic: 'Bun' }))
    expect(made).toHaveLength(20_000)
    // 20,000 less 51 of its own, by three; two are left over for the first two.
    expect(made.replace(/(.)\1{9,}/g, (run, letter) => `${run.length} ${letter}`)).toBe(
      'On Bun:\n6649 a…\n6649 b…\n6648 c…\nWrite one page. Do not send {{unknown}}.',
    )
  })

  test('has short quotes whole, wherever they stand', () => {
    const title = '{{steps.a.summary}} {{steps.b.summary}} {{steps.a.outcome}} {{steps.c.summary}}!'
    const made = renderedText('title', title, said({ a: 'a'.repeat(150), b: 'short', c: 'c'.repeat(100) }))
    // 200 less 4 and what short and done take.
    expect(made).toBe(`${'a'.repeat(93)}… short done ${'c'.repeat(92)}…!`)
  })

  test('is whole up to the limit', () => {
    const title = (length: number) =>
      renderedText('title', '{{steps.draft.summary}}', said({ draft: 'x'.repeat(length) }))
    expect(title(200)).toBe('x'.repeat(200))
    expect(title(201)).toBe(`${'x'.repeat(199)}…`)
    const often = '{{steps.draft.summary}}!'.repeat(800)
    const intent = renderedText('intent', often, said({ draft: 'x'.repeat(60_000) }))
    expect(intent).toBe(`${'x'.repeat(23)}…!`.repeat(800))
  })

  test('has no quote where there is no room for one', () => {
    const three = '{{steps.draft.summary}}{{steps.draft.summary}}{{steps.draft.summary}}'
    const title = (length: number) =>
      renderedText('title', `${three}${'x'.repeat(length)}`, said({ draft: 'long' }))
    expect(title(198)).toBe(`……${'x'.repeat(198)}`)
    expect(title(200)).toBe('x'.repeat(200))
  })

  test('is cut as a whole where it is too long without them', () => {
    const title = '{{steps.draft.summary}}{{inputs.topic}}. Do not send it.'
    const made = renderedText('title', title, said({ draft: 'so ' }, { topic: 'x'.repeat(190) }))
    expect(made).toBe(`so ${'x'.repeat(190)}. Do n…`)
  })

  test('is not cut within a character', () => {
    const title = (before: string) =>
      renderedText('title', `${before}{{steps.draft.summary}}.`, said({ draft: '🍞'.repeat(200) }))
    expect(title('')).toBe(`${'🍞'.repeat(99)}….`)
    expect(title('x')).toBe(`x${'🍞'.repeat(98)}….`)
    expect(renderedText('title', '🍞'.repeat(101), { inputs: {}, steps: noSteps })).toBe(
      `${'🍞'.repeat(99)}…`,
    )
  })

  test('is cut as the decision is asked for', () => {
    const play = new Play([aTaskStep('draft'), ask('Send {{steps.draft.summary}}{{steps.draft.summary}}?')])
    play.go()
    play.end('draft', 'done', 'x'.repeat(60_000))
    const quote = `${'x'.repeat(9_996)}…`
    expect(play.state.steps[1]?.text).toBe(`Send ${quote}${quote}?`)
  })
})

describe('whatever a text says and quotes', () => {
  // Own words, inputs and quotes are of other letters each, so that what was made can be taken apart again.
  const anyOf = (...letters: string[]) => ({ unit: fc.constantFrom(...letters), maxLength: 40 })
  const anyQuote = fc.string({ ...anyOf('q', '🍞'), maxLength: 90 })
  const anyText = fc.record({
    parts: fc.array(
      fc.record({
        own: fc.string({ ...anyOf('a', 'b', ' '), minLength: 1 }),
        hole: fc.constantFrom('inputs.i', 'steps.s.summary', 'steps.t.summary', 'steps.u.summary'),
      }),
      { maxLength: 8 },
    ),
    inputs: fc.record({ i: fc.string(anyOf('x', 'y')) }),
    steps: fc.record({ s: anyQuote, t: anyQuote, u: anyQuote }),
    most: fc.integer({ min: 1, max: 300 }),
  })
  type Text = typeof anyText extends fc.Arbitrary<infer T> ? T : never

  const textOf = ({ parts }: Text) => parts.map(({ own, hole }) => `${own}{{${hole}}}`).join('')
  /** What stands for each quote; null where own words or inputs are not there as they were. */
  function quotesIn(made: string, { parts, inputs }: Text): string[] | null {
    const form = parts.map(({ own, hole }) => own + (hole === 'inputs.i' ? inputs.i : '([q🍞…]*)'))
    return new RegExp(`^${form.join('')}$`, 'u').exec(made)?.slice(1) ?? null
  }
  const holds = (check: (text: Text, made: string, isTooLong: boolean) => void) =>
    fc.assert(
      fc.property(anyText, (text) => {
        const { inputs, steps, most } = text
        const isTooLong = rendered(textOf(text), said({}, inputs)).length > most
        check(text, rendered(textOf(text), said(steps, inputs), most), isTooLong)
      }),
      { numRuns: 500 },
    )

  test('it keeps within the limit, no character is halved, and its own words and the inputs stay', () => {
    holds((text, made, isTooLong) => {
      expect(made.length).toBeLessThanOrEqual(text.most)
      expect(made).toBe(made.toWellFormed())
      if (!isTooLong) expect(quotesIn(made, text)).not.toBeNull()
    })
  })

  test('quotes are as they were or end in …, and share all the room there is', () => {
    holds((text, made, isTooLong) => {
      if (isTooLong) return
      const wholes = quotesIn(rendered(textOf(text), said(text.steps, text.inputs)), text) ?? []
      const quotes = quotesIn(made, text) ?? []
      const cuts = quotes.filter((quote, n) => quote !== wholes[n])
      const isCutOf = (quote: string, whole = '') =>
        quote.endsWith('…') && whole.startsWith(quote.slice(0, -1))
      expect(
        quotes.filter((quote, n) => quote && cuts.includes(quote) && !isCutOf(quote, wholes[n])),
      ).toEqual([])
      // One for what is left over, one for a character that would be halved.
      const shortest = Math.min(...cuts.map(({ length }) => length))
      expect(Math.max(0, ...quotes.map(({ length }) => length))).toBeLessThanOrEqual(shortest + 2)
      if (cuts.length > 0) expect(made.length).toBeGreaterThanOrEqual(text.most - cuts.length)
    })
  })
})
