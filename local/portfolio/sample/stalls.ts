import type { Business } from './business.ts'
import { stallJobs } from './stall-jobs.ts'

const support = `# How we answer

Within four hours on weekdays. First the answer, then the reason, then what we change.

## Refunds
Up to $50 without a question. Above that with the number of the booking and the reason.

## What is never promised
- a date for a feature
- a price that is not on the page
`

export const stalls: Business = {
  name: 'Stallkeeper',
  mission: 'Booking and fees for weekly markets, without a spreadsheet: 60 markets by spring.',
  perHour: '60.00',
  agents: [
    {
      name: 'Stall support',
      role: 'Support of market managers',
      charter:
        'Answers by the support guide, finds the booking first, and proposes refunds with their reason.',
      heartbeat: {
        rhythm: { everySeconds: 3 * 3_600 },
        timeZone: 'UTC',
        activeHours: { from: '06:00', to: '19:00', days: [1, 2, 3, 4, 5, 6] },
        rule: 'when_new',
        instruction: 'Look for messages that nobody has answered, oldest first.',
      },
      finds: [
        'All messages have an answer. One manager thanked us for the fee report.',
        'One message is older than three hours; its answer is drafted and waits for nothing.',
        'Two managers ask the same about pitches on a slope. I added it to the guide’s questions.',
        'A trader sent a booking to the wrong market; the manager was told.',
      ],
    },
    {
      name: 'Release hand',
      role: 'Tests and releases',
      charter:
        'Runs the checks, writes the notes of a release, and proposes the deploy. Never deploys on a Friday.',
      heartbeat: {
        rhythm: { cron: '15 6 * * 1-5' },
        timeZone: 'UTC',
        activeHours: null,
        rule: 'when_new',
        instruction: 'Look at what failed since yesterday. Say what stands in the way of the next release.',
      },
      finds: [
        'Nothing stands in the way. The slow test is slow on my machine only.',
        'The invoice check fails on the last day of a month; a task for it is proposed.',
        'Five of five checks pass.',
      ],
    },
    {
      name: 'Growth desk',
      role: 'Search for new markets',
      charter:
        'Finds markets that still use a spreadsheet, writes to their managers, and counts who answers.',
    },
  ],
  documents: [
    {
      title: 'Support guide',
      isAlways: true,
      by: 'Theo',
      versions: [
        [29, support.split('## What is never promised')[0] ?? support],
        [18, support],
      ],
    },
    {
      title: 'How a release goes out',
      by: 'Theo',
      versions: [
        [
          28,
          `# How a release goes out

1. All checks pass on the release branch.
2. The notes say what changes for a manager, in their words.
3. Deploy between 07:00 and 10:00, Monday to Thursday.
4. Watch the error page for an hour.

A release that had to be taken back gets a task that says why.
`,
        ],
      ],
    },
    {
      title: 'Markets that we know',
      by: 'Mara',
      versions: [
        [20, '# Markets that we know\n\n38 pay, 6 try it, 11 said not yet.\n'],
        [5, '# Markets that we know\n\n41 pay, 6 try it, 14 said not yet. Skipton starts in January.\n'],
      ],
    },
  ],
  policy: {
    note: 'Refunds above $100 need both of us; deploys need the one who did not ask for it.',
    document: {
      approvals: {
        pay: { who: 'one', upToUsd: 100, above: 'two' },
        deploy: { who: 'other', upToUsd: null, above: 'two' },
      },
      budgets: [{ metric: 'usd', period: 'month', limit: 75, perRun: 4, warnAt: 80 }],
    },
  },
  agentPolicy: {
    agent: 'Growth desk',
    note: 'A trial of the growth desk, until we see what a market costs.',
    document: { budgets: [{ metric: 'usd', period: 'lifetime', limit: 15, perRun: 5, warnAt: 70 }] },
  },
  jobs: stallJobs,
  money: [
    ...[27, 20, 13, 6].map((daysAgo, i) => ({
      kind: 'revenue' as const,
      daysAgo,
      amount: ['1064.00', '1092.00', '1120.00', '1148.00'][i] as string,
      note: `Market fees, ${38 + i} markets`,
      source: 'api' as const,
    })),
    { kind: 'cost', daysAgo: 25, amount: '212.00', note: 'Servers, month' },
    { kind: 'cost', daysAgo: 16, amount: '49.00', note: 'Text messages' },
    { kind: 'cost', daysAgo: 8, amount: '84.00', note: 'Refund, booking 20514' },
  ],
  objectives: [
    { weeksAgo: 3, title: 'Release 4.10 out', target: null, outcome: 'hit', note: 'Out on Tuesday.' },
    {
      weeksAgo: 2,
      title: 'Two markets from the trial',
      target: '2',
      outcome: 'hit',
      note: 'Otley and Bedale.',
    },
    { weeksAgo: 1, title: 'Answers within four hours', target: '95 %', outcome: 'missed', note: '88 %.' },
    { weeksAgo: 0, title: 'Release 4.13 out', target: 'Thursday' },
    { weeksAgo: 0, title: 'Six trials become customers', target: '6' },
    { weeksAgo: -1, title: 'Three markets of the Dales try it', target: '3' },
  ],
  decisions: [
    {
      daysAgo: 21,
      title: 'No app before spring',
      context: 'Managers use the page on their phones; four of 38 asked for an app.',
      choice: 'Make the page work without a network first.',
      reviewIn: 34,
    },
    {
      daysAgo: 10,
      title: 'A budget for the growth desk',
      context: 'It found two markets for $9. Nobody knows whether that lasts.',
      choice: '$15 in all, then we look.',
      reviewIn: 2,
    },
  ],
  learnings: [{ daysAgo: 9, text: 'Managers answer on Sunday evening, after the market.' }],
  runbook: {
    template: 'week',
    agent: 'Release hand',
    runs: [
      {
        daysAgo: 8,
        inputs: { focus: 'what broke' },
        ends: 'done',
        says: [
          'Release 4.11 went out; the fee report was wrong for a day.',
          'Two things are due: release 4.12 and the tax notes.',
          'The week on one page: one release, one repair, 41 markets.',
        ],
      },
    ],
  },
}
