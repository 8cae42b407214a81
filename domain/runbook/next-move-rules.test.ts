import { describe, expect, test } from 'vitest'
import { approval, Play, wait } from '#test/runbook-play.ts'
import { aTaskStep } from '#test/runbooks.ts'
import { minutesOn } from '#test/stories.ts'
import type { RunbookStep } from './runbook.ts'
import { caseFor } from './step-rules.ts'

describe('steps in a row', () => {
  test('each begins when the one before it is over, and the last one ends the run', () => {
    const play = new Play([aTaskStep('draft'), approval('review'), aTaskStep('send')])
    expect(play.go()).toEqual({ kind: 'await', until: null })
    expect(play.open()).toEqual(['draft'])
    expect(play.state).toMatchObject({ status: 'running', wait: null })
    play.end('draft')
    expect(play.open()).toEqual(['review'])
    expect(play.state).toMatchObject({ status: 'waiting', wait: { kind: 'approval' } })
    play.end('review', 'approved')
    expect(play.open()).toEqual(['send'])
    expect(play.end('send')).toEqual({ kind: 'end' })
    expect(play.state).toMatchObject({ status: 'done', error: null, failedStep: null })
  })

  test('a text is what inputs and earlier steps make of it', () => {
    const review: RunbookStep = {
      id: 'review',
      approval: { who: 'owner', text: 'Send {{inputs.title}}: {{steps.draft.summary}}?' },
    }
    const play = new Play([aTaskStep('draft'), review], { title: 'Bread' })
    play.go()
    play.end('draft', 'done', 'Two pages')
    expect(play.state.steps[1]?.text).toBe('Send Bread: Two pages?')
  })
})

describe('a wait', () => {
  test('is over when its time has come', () => {
    const play = new Play([wait('pause', 2)])
    expect(play.go()).toEqual({ kind: 'await', until: minutesOn(120) })
    expect(play.state).toMatchObject({ status: 'waiting', wait: { kind: 'time', until: minutesOn(120) } })
    play.minute = 119
    expect(play.go().kind).toBe('await')
    play.minute = 120
    expect(play.go()).toEqual({ kind: 'end' })
    expect(play.outcomeOf('pause')).toBe('done')
  })

  test('until a day of an input; one that is no day fails the step', () => {
    const until: RunbookStep = { id: 'pause', wait: { until: '{{inputs.day}}' } }
    expect(new Play([until], { day: '2027-01-02' }).go()).toEqual({
      kind: 'await',
      until: '2027-01-02T00:00:00.000Z',
    })
    const play = new Play([until], { day: 'soon' })
    expect(play.go()).toEqual({ kind: 'end' })
    expect(play.state).toMatchObject({ status: 'failed', failedStep: 'pause' })
    expect(play.state.error).toMatch(/is no time/)
  })

  test('with a duration that nobody checked fails too', () => {
    const play = new Play([{ id: 'pause', wait: { for: 'a while' } }])
    play.go()
    expect(play.state.status).toBe('failed')
  })
})

describe('steps at once', () => {
  const both: RunbookStep = { id: 'both', parallel: [[aTaskStep('a'), aTaskStep('a2')], [approval('b')]] }

  test('all begin together, and what follows waits for all', () => {
    const play = new Play([both, aTaskStep('after')])
    play.go()
    expect(play.open()).toEqual(['both', 'b', 'a'])
    play.end('b', 'approved')
    play.end('a')
    expect(play.open()).toEqual(['both', 'a2'])
    play.end('a2')
    expect(play.open()).toEqual(['after'])
    play.end('after')
    expect(play.state.status).toBe('done')
  })

  test('one that fails lets tasks come to their end, withdraws the rest, and starts nothing', () => {
    const three: RunbookStep = {
      id: 'three',
      parallel: [[aTaskStep('a')], [aTaskStep('b'), aTaskStep('b2')], [approval('c')], [wait('d')]],
    }
    const play = new Play([three, aTaskStep('after')])
    play.go()
    expect(play.end('a', 'failed')).toEqual({ kind: 'await', until: null })
    expect([play.outcomeOf('c'), play.outcomeOf('d')]).toEqual(['cancelled', 'cancelled'])
    expect(play.open()).toEqual(['three', 'b'])
    expect(play.end('b')).toEqual({ kind: 'end' })
    expect(play.state).toMatchObject({ status: 'failed', failedStep: 'a', error: 'a failed' })
    expect(play.state.steps.map(({ stepId }) => stepId)).not.toContain('b2')
  })
})

describe('a branch', () => {
  const branch = (change: Partial<NonNullable<RunbookStep['branch']>> = {}): RunbookStep => ({
    id: 'way',
    branch: { on: 'draft', when: { failed: [aTaskStep('mend')] }, else: [aTaskStep('praise')], ...change },
  })

  test('goes on by the outcome of its step, and the failure that it is for stops nothing', () => {
    for (const [outcome, step] of [
      ['failed', 'mend'],
      ['done', 'praise'],
      ['cancelled', 'praise'],
    ] as const) {
      const play = new Play([aTaskStep('draft'), branch()])
      play.go()
      play.end('draft', outcome)
      expect(play.open()).toEqual(['way', step])
      play.end(step)
      expect(play.state.status).toBe('done')
    }
  })

  test('without a case for it: what is good goes on, what is bad stops the run there', () => {
    const good = new Play([aTaskStep('draft'), branch({ else: undefined })])
    good.go()
    good.end('draft')
    expect(good.state.status).toBe('done')
    const bad = new Play([aTaskStep('draft'), branch({ else: undefined })])
    bad.go()
    bad.end('draft', 'cancelled')
    expect(bad.state).toMatchObject({ status: 'failed', failedStep: 'draft' })
  })

  test('on a step that was left out takes else', () => {
    const inner: RunbookStep = {
      id: 'inner',
      branch: { on: 'mend', when: { done: [aTaskStep('x')] }, else: [aTaskStep('y')] },
    }
    const play = new Play([aTaskStep('draft'), branch({ else: undefined }), inner])
    play.go()
    play.end('draft')
    expect(play.open()).toEqual(['inner', 'y'])
    const without = { ...inner, branch: { on: 'mend', when: { done: [aTaskStep('x')] } } }
    const other = new Play([aTaskStep('draft'), branch({ else: undefined }), without])
    other.go()
    other.end('draft')
    expect(other.state.status).toBe('done')
  })
})

describe('resuming', () => {
  test('begins again what failed and keeps what is done', () => {
    const play = new Play([aTaskStep('draft'), aTaskStep('send'), aTaskStep('after')])
    play.go()
    play.end('draft')
    play.end('send', 'failed')
    expect(play.state.status).toBe('failed')
    play.ask('runbook_run_resumed', {})
    expect(play.open()).toEqual(['send'])
    expect(play.state.steps.map(({ stepId, attempt }) => [stepId, attempt])).toEqual([
      ['draft', 1],
      ['send', 2],
    ])
    expect(play.state).toMatchObject({ status: 'running', failedStep: null, error: null, endedAt: null })
    play.end('send')
    play.end('after')
    expect(play.state.status).toBe('done')
  })

  test('asks a rejected decision again', () => {
    const play = new Play([approval('review')])
    play.go()
    play.end('review', 'rejected')
    expect(play.state).toMatchObject({ status: 'failed', error: 'review rejected' })
    expect(play.state.steps[0]?.decidedBy).toBe('operator:op_1')
    play.ask('runbook_run_resumed', {})
    expect(play.state.steps[0]).toMatchObject({ attempt: 2, decidedBy: null, text: 'Send it?' })
  })
})

describe('cancelling', () => {
  test('tells open tasks to end once, withdraws the rest, and is over when all is', () => {
    const play = new Play([{ id: 'both', parallel: [[aTaskStep('a')], [approval('b')]] }])
    play.go()
    expect(play.ask('runbook_run_cancel_requested', { reason: 'no need' })).toEqual({
      kind: 'await',
      until: null,
    })
    expect(play.told).toEqual(['a'])
    expect(play.outcomeOf('b')).toBe('cancelled')
    expect(play.end('a', 'cancelled')).toEqual({ kind: 'end' })
    expect(play.state).toMatchObject({ status: 'cancelled', error: 'no need', failedStep: null })
    play.ask('runbook_run_resumed', {})
    expect(play.open()).toEqual(['both', 'b', 'a'])
  })
})

describe('what the run itself withdrew was not decided', () => {
  const review: RunbookStep = { id: 'review', approval: { who: 'owner', text: 'Send it?' } }
  const way: RunbookStep = {
    id: 'way',
    branch: { on: 'review', when: { rejected: [aTaskStep('rework')] }, else: [aTaskStep('publish')] },
  }

  test('cancelled while it waits, it is asked again after a resume, whatever a branch has for the rest', () => {
    const play = new Play([review, way])
    play.go()
    expect(play.ask('runbook_run_cancel_requested', { reason: 'no need' })).toEqual({ kind: 'end' })
    expect(play.outcomeOf('review')).toBe('cancelled')
    play.ask('runbook_run_resumed', {})
    expect(play.open()).toEqual(['review'])
    play.end('review', 'approved')
    expect(play.open()).toEqual(['way', 'publish'])
  })

  test('so is what was withdrawn since another way failed', () => {
    const play = new Play([{ id: 'both', parallel: [[aTaskStep('draft')], [review, way]] }])
    play.go()
    play.end('draft', 'failed')
    expect(play.outcomeOf('review')).toBe('cancelled')
    play.ask('runbook_run_resumed', {})
    expect(play.open()).toEqual(['both', 'review', 'draft'])
  })

  test('a task that was told to end with its run is begun again too; one that somebody cancelled is passed', () => {
    const after: RunbookStep = { id: 'after', branch: { on: 'draft', else: [aTaskStep('praise')] } }
    const told = new Play([aTaskStep('draft'), after])
    told.go()
    told.ask('runbook_run_cancel_requested', { reason: 'no need' })
    told.end('draft', 'cancelled')
    told.ask('runbook_run_resumed', {})
    expect(told.open()).toEqual(['draft'])
    const dropped = new Play([aTaskStep('draft'), after])
    dropped.go()
    dropped.end('draft', 'cancelled')
    expect(dropped.open()).toEqual(['after', 'praise'])
  })
})

describe('a failure that only a branch in a case excuses', () => {
  const inner: RunbookStep = {
    id: 'inner',
    branch: { on: 'draft', when: { failed: [aTaskStep('mend')] } },
  }
  const way: RunbookStep = { id: 'way', branch: { on: 'check', when: { rejected: [inner] } } }

  test('stops the run at once where that case is not taken', () => {
    const play = new Play([approval('check'), aTaskStep('draft'), way, aTaskStep('publish')])
    play.go()
    play.end('check', 'approved')
    expect(play.end('draft', 'failed')).toEqual({ kind: 'end' })
    expect(play.state).toMatchObject({ status: 'failed', failedStep: 'draft' })
    expect(play.outcomeOf('publish')).toBeUndefined()
  })

  test('stops it once that is known, where it was open; and where it is taken, nothing', () => {
    for (const [verdict, status, next] of [
      ['approved', 'failed', undefined],
      ['rejected', 'running', 'mend'],
    ] as const) {
      const play = new Play([aTaskStep('draft'), approval('check'), way, aTaskStep('publish')])
      play.go()
      play.end('draft', 'failed')
      expect(play.open()).toEqual(['check'])
      play.end('check', verdict)
      expect(play.state).toMatchObject({ status, failedStep: next ? null : 'draft' })
      expect(play.open().at(-1)).toBe(next)
      expect(play.outcomeOf('publish')).toBeUndefined()
    }
  })
})

test('a run that an older version began goes on by the rules that it began with', () => {
  const review = approval('review')
  const way: RunbookStep = { id: 'way', branch: { on: 'review', else: [aTaskStep('publish')] } }
  const play = new Play([review, way], {}, null)
  play.go()
  play.ask('runbook_run_cancel_requested', { reason: 'no need' })
  play.ask('runbook_run_resumed', {})
  expect(play.open()).toEqual(['way', 'publish'])
})

test('a frozen run moves no more', () => {
  const play = new Play([aTaskStep('draft')])
  play.apply({ type: 'runbook_run_frozen', body: { code: 'ledger_fork', message: 'Two tell it.' } })
  expect(play.go()).toEqual({ kind: 'end' })
})

test('a case is the outcome’s own, or else', () => {
  const branch = { on: 'a', when: { done: [aTaskStep('b')] } }
  expect(caseFor(branch, 'done')).toBe('done')
  expect(caseFor(branch, 'failed')).toBeNull()
  expect(caseFor({ ...branch, else: [aTaskStep('c')] }, 'failed')).toBe('else')
})
