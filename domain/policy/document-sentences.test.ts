import { describe, expect, test } from 'vitest'
import { documentLines } from './document-words.ts'
import { type ApprovalRule, effectClasses } from './policy.ts'
import { type Budget, emptyDocument, type Hours, PolicyDocument } from './policy-document.ts'

const sentencesOf = (document: unknown) =>
  documentLines(PolicyDocument.parse(document)).map(({ sentence }) => sentence)

test('a document that leaves all to the wider scope says nothing', () => {
  expect(documentLines(emptyDocument)).toEqual([])
})

describe('a rule is one sentence', () => {
  test.each<[Partial<PolicyDocument>, string]>([
    [{ approvalTtlMs: 3 * 86_400_000 }, 'A proposal that nobody decides expires after 3 d.'],
    [{ approvalTtlMs: 36 * 3_600_000 }, 'A proposal that nobody decides expires after 36 h.'],
    [{ runDeadlineMs: 5_400_000 }, 'A run is ended after 90 min.'],
    [{ runDeadlineMs: 90_000 }, 'A run is ended after 90 s.'],
    [{ runDeadlineMs: 1_500 }, 'A run is ended after 1.5 s.'],
    [{ wipLimit: 1 }, 'At most one run at once.'],
    [{ wipLimit: 2 }, 'At most 2 runs at once.'],
    [{ effectsPerHour: 1 }, 'At most one effect in an hour.'],
    [{ effectsPerHour: 30 }, 'At most 30 effects in an hour.'],
    [
      { riskApprovers: { medium: 'other', high: null } },
      'What is of medium or high risk needs somebody other than who asked for the task, whatever it does.',
    ],
    [
      { riskApprovers: { medium: null, high: 'two' } },
      'What is of high risk needs two approvers, whatever it does.',
    ],
    [
      { riskApprovers: { medium: 'one', high: null } },
      'What is of medium or high risk needs at least one approver, so it never passes by a rule, whatever it does.',
    ],
    [{ loopLimit: 4 }, 'An agent is paused when the same failure, result or proposal comes 4 times.'],
    [{ maxRetries: 0 }, 'A run that failed is not tried again.'],
    [{ maxRetries: 1 }, 'A run that failed for a passing reason is tried again once.'],
    [{ maxRetries: 2 }, 'A run that failed for a passing reason is tried again 2 times.'],
    [{ maxReturns: 0 }, 'Work that is not proven waits for an operator at once.'],
    [{ maxReturns: 1 }, 'Work that is not proven goes back to its agent once.'],
    [{ maxReturns: 3 }, 'Work that is not proven goes back to its agent 3 times.'],
    [{ review: 'declared' }, 'An operator looks at work where its task says so.'],
    [
      { review: 'undeclared' },
      'An operator looks at work where its task says so, and at work that declares no deliverable.',
    ],
    [{ review: 'all' }, 'An operator looks at all work before it is done.'],
    [
      { retryDelayMs: 60_000 },
      'The first further try comes after 1 min, each later one after twice as long.',
    ],
    [{ safeTools: [] }, 'Nothing but reading and reporting passes without asking.'],
    [
      { safeTools: ['web_search', 'web_fetch'] },
      'Passes without asking, beside reading and reporting: web_search, web_fetch.',
    ],
    [{ deniedTools: ['exec', 'message'] }, 'Never allowed, whatever is approved: exec, message.'],
    [{ domains: [] }, 'Tools go to no address at all.'],
    [
      { domains: ['example.com', 'a.example'] },
      'Tools go only to these domains and what lies below: example.com, a.example.',
    ],
    [{ skills: [] }, 'Agents may use no skill at all.'],
    [{ skills: ['github', 'weather'] }, 'Agents may use only these skills: github, weather.'],
    [{ artifactMb: 20 }, 'Artifacts of up to 20 MB are brought here; of larger ones only the hash is kept.'],
    [{ refusedArtifacts: [] }, 'Artifacts of every kind are brought here.'],
    [
      { refusedArtifacts: ['program', 'pdf', 'page'] },
      'Not brought here as artifacts: programs, PDF files, web pages.',
    ],
  ])('%j: %s', (document, sentence) => expect(sentencesOf(document)).toEqual([sentence]))
})

describe('who must agree to an effect is one sentence', () => {
  test.each<[Partial<ApprovalRule>, string]>([
    [{ who: 'one' }, 'Paying needs one approver.'],
    [{ who: 'other' }, 'Paying needs somebody other than who asked for the task.'],
    [{ who: 'two' }, 'Paying needs two approvers.'],
    [
      { who: 'one', upToUsd: 50 },
      'Paying needs one approver up to $50.00; above it or where the amount is unknown, two approvers.',
    ],
    [
      { who: 'one', upToUsd: 50, above: 'other' },
      'Paying needs one approver up to $50.00; above it or where the amount is unknown, somebody other than who asked for the task.',
    ],
    [
      { who: 'auto', upToUsd: 5, above: 'one', perDay: 3 },
      'Paying up to $5.00 passes without asking, at most 3 a day; above it or where the amount is unknown, one approver.',
    ],
  ])('%j: %s', (rule, sentence) => expect(sentencesOf({ approvals: { pay: rule } })).toEqual([sentence]))

  test('an amount of what neither pays nor buys, as older documents have it, is said not to count', () => {
    const auto = { who: 'auto', upToUsd: 5, above: 'one', perDay: 3 }
    const deploy = { who: 'one', upToUsd: 10, above: 'two' }
    expect(sentencesOf({ approvals: { send: auto, deploy } })).toEqual([
      'Sending needs one approver: an amount, here up to $5.00, counts for paying and buying alone.',
      'Deploying needs two approvers: an amount, here up to $10.00, counts for paying and buying alone.',
    ])
  })

  test('what would pass by itself, recorded without an amount, asks one approver and is said so', () => {
    const pay: ApprovalRule = { who: 'auto', upToUsd: null, above: 'two', perDay: 3 }
    expect(documentLines({ ...emptyDocument, approvals: { pay } })).toEqual([
      { key: 'approvals.pay', sentence: 'Paying needs one approver.' },
    ])
  })

  test('of every class of effect, in its words', () => {
    const approvals = Object.fromEntries(effectClasses.map((one) => [one, { who: 'one' }]))
    expect(sentencesOf({ approvals })).toEqual(
      [
        ...['Sending', 'Publishing', 'Paying', 'Deleting', 'Deploying', 'Buying', 'Running commands'],
        'Anything else with an effect',
      ].map((what) => `${what} needs one approver.`),
    )
  })
})

describe('a budget is one sentence', () => {
  test.each<[Partial<Budget>, string]>([
    [
      { metric: 'usd', period: 'day', limit: 10 },
      'At most $10.00 a day, $2.00 of it for one run at most; warns at 80 %.',
    ],
    [
      { metric: 'usd', period: 'month', limit: 10, perRun: 5, warnAt: 50 },
      'At most $10.00 a month, $5.00 of it for one run at most; warns at 50 %.',
    ],
    [
      { metric: 'tokens', period: 'lifetime', limit: 1_000_000 },
      'At most 1,000,000 tokens for good, 200,000 tokens of it for one run at most; warns at 80 %.',
    ],
    [{ metric: 'runs', period: 'day', limit: 20 }, 'At most 20 runs a day; warns at 80 %.'],
  ])('%j: %s', (budget, sentence) => expect(sentencesOf({ budgets: [budget] })).toEqual([sentence]))
})

describe('when runs start is one sentence, with the days as a week has them', () => {
  const office = { timeZone: 'Europe/Berlin', from: '09:00', to: '17:30' }
  test.each<[Hours, string]>([
    [{ ...office, days: [5, 1, 3] }, 'Runs start Mon, Wed, Fri from 09:00 to 17:30, Europe/Berlin.'],
    [
      { ...office, days: [5], from: '22:00', to: '06:00' },
      'Runs start Fri from 22:00 to 06:00 of the next day, Europe/Berlin.',
    ],
    [{ ...office, days: [7, 2, 4, 6] }, 'Runs start Tue, Thu, Sat, Sun from 09:00 to 17:30, Europe/Berlin.'],
    [{ ...office, days: [1, 2, 3, 4, 5, 6, 7] }, 'Runs start every day from 09:00 to 17:30, Europe/Berlin.'],
  ])('%j: %s', (hours, sentence) => expect(sentencesOf({ hours })).toEqual([sentence]))
})
