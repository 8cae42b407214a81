import type { Business } from './business.ts'
import { letterJobs } from './letter-jobs.ts'

const weekdays = { from: '07:00', to: '19:00', days: [1, 2, 3, 4, 5] }

const style = `# House style

Write for a reader who runs a shop, not for one who studies it.

## Sentences
Short ones. One thought each. No word that you would not say at the counter.

## Numbers
Name the source beside the number. Round to what a reader can check.

| write | and not |
|---|---|
| 4,212 readers | more than 4,000 readers |
| about 30 % | 29.87 % |

## What we never do
No headline that asks a question. No quote that was not recorded. No affiliate links.
`
const charter = `# Charter of the letter

One town, one business, one number, every Thursday at 14:00. Readers pay because we visited.

## Who reads it
4,212 people, of whom 318 pay. Most of them run something with fewer than ten employees.

## What an issue holds
- one story of 1,600 to 2,000 words
- one table that a reader can copy
- two sources for each claim
- one sponsor, named as such
`

export const letter: Business = {
  name: 'Harrowgate Letter',
  mission: 'A Thursday letter on small-town economics that 500 people pay to read by the end of the year.',
  perHour: '60.00',
  agents: [
    {
      name: 'Letter editor',
      role: 'Writer of the issues',
      charter: `Drafts each issue from notes, checks every claim against two sources, and proposes the send. Never invents a quote. Asks when a source and our notes disagree.`,
      heartbeat: {
        rhythm: { cron: '0 7 * * 1-5' },
        timeZone: 'UTC',
        activeHours: null,
        rule: 'when_new',
        instruction: 'Look at what changed since yesterday. Say what the next issue still lacks.',
      },
      finds: [
        'The next issue lacks a second source for the rent figures. I asked nobody; it is in my notes.',
        'Nothing is missing for Thursday. The sponsor text came in on time.',
        'Two readers corrected the tram timetable of the last issue; the correction is drafted.',
        'The photo of the bakery is too small for print. A larger one is on the shared drive.',
        'The table on opening hours needs one more town. I took it into the outline.',
      ],
    },
    {
      name: 'List keeper',
      role: 'Keeper of the list of readers',
      charter:
        'Reads bounces and unsubscribes, merges doubles, and never deletes a paying reader without asking.',
      heartbeat: {
        rhythm: { everySeconds: 6 * 3_600 },
        timeZone: 'UTC',
        activeHours: weekdays,
        rule: 'when_new',
        instruction: 'Look for bounces and unsubscribes since the last beat.',
      },
      finds: [
        'Three hard bounces since yesterday; all of them are trial readers. Removed from the next send.',
        'One paying reader moved to another address; the change is noted.',
        'No bounces. Two new readers came from the market in Selby.',
      ],
    },
    {
      name: 'Letter bookkeeper',
      role: 'Books and payouts',
      charter: 'Compares the payout of each week with the list of paying readers. Explains every difference.',
    },
  ],
  documents: [
    {
      title: 'Charter of the letter',
      isAlways: true,
      by: 'Mara',
      versions: [
        [29, charter.replace('318', '291')],
        [12, charter],
      ],
    },
    {
      title: 'House style',
      isAlways: true,
      by: 'Theo',
      versions: [
        [29, style.split('## What we never do')[0] ?? style],
        [17, style],
        [3, `${style}No issue longer than a reader’s coffee: eight minutes.\n`],
      ],
    },
    {
      title: 'Sponsor contracts of this year',
      by: 'Mara',
      versions: [
        [
          28,
          `# Sponsor contracts

| sponsor | issues | price each | words |
|---|---|---|---|
| Millbrook Bank | 12 | $450 | at most 80 |
| Quayside Tools | 6 | $380 | at most 60 |

A sponsor sees their own block before the send and nothing else.
`,
        ],
      ],
    },
    {
      title: 'What readers told us',
      by: 'Mara',
      versions: [
        [
          21,
          '# What readers told us\n\nThey read on Thursday evening, on a phone. They skip the second example.\n',
        ],
        [
          6,
          `# What readers told us

They read on Thursday evening, on a phone. They skip the second example.

## Survey of this month, 612 answers
- 71 % finish the issue
- 44 % forward it to one person or more
- the table is what they keep
`,
        ],
      ],
    },
  ],
  policy: {
    note: 'A month costs $65 at most, and a send that nobody decides on expires after two days.',
    document: {
      budgets: [{ metric: 'usd', period: 'month', limit: 65, perRun: 4, warnAt: 80 }],
      approvalTtlMs: 2 * 86_400_000,
    },
  },
  jobs: letterJobs,
  money: [
    ...[28, 21, 14, 7, 1].map((daysAgo, i) => ({
      kind: 'revenue' as const,
      daysAgo,
      amount: ['612.00', '640.50', '671.00', '702.50', '731.00'][i] as string,
      note: 'Subscriptions, payout of the week',
      source: 'csv' as const,
    })),
    { kind: 'revenue', daysAgo: 26, amount: '450.00', note: 'Millbrook Bank, sponsor of issue 144' },
    { kind: 'revenue', daysAgo: 12, amount: '380.00', note: 'Quayside Tools, sponsor of issue 146' },
    { kind: 'cost', daysAgo: 24, amount: '94.00', note: 'Mail service and hosting, month' },
    { kind: 'cost', daysAgo: 15, amount: '38.40', note: 'Train to Selby and back' },
    { kind: 'cost', daysAgo: 5, amount: '120.00', note: 'Photographs of the bakery' },
  ],
  objectives: [
    {
      weeksAgo: 3,
      title: 'Issue 145 out on Thursday',
      target: '14:00',
      outcome: 'hit',
      note: 'Out at 13:58.',
    },
    { weeksAgo: 2, title: 'Twelve new paying readers', target: '12', outcome: 'missed', note: 'Nine came.' },
    { weeksAgo: 1, title: 'Survey with 500 answers', target: '500', outcome: 'hit', note: '612 answers.' },
    { weeksAgo: 0, title: 'Issue 148 out on Thursday', target: '14:00' },
    { weeksAgo: 0, title: 'A sponsor for December', target: '2 issues' },
    { weeksAgo: -1, title: 'Issue 149 out on Thursday', target: '14:00' },
    { weeksAgo: -1, title: 'The visit for issue 150 planned', target: null },
  ],
  decisions: [
    {
      daysAgo: 25,
      title: 'One story an issue',
      context: 'Two stories took two days more and readers finished neither.',
      choice: 'One story and one table. The second story becomes the next issue.',
      reviewIn: -4,
      review: { daysAgo: 3, verdict: 'confirmed', note: '71 % finish the issue now; it was 52 %.' },
    },
    {
      daysAgo: 16,
      title: 'No discount before Christmas',
      context: 'Gift subscriptions sold at full price last year.',
      choice: 'Full price, with a printed card.',
      reviewIn: 9,
    },
  ],
  learnings: [
    { daysAgo: 19, text: 'Mail sent at 14:00 is opened twice as often as mail sent at 09:00.' },
    { daysAgo: 8, text: 'A table that can be copied brings more answers than a chart.' },
  ],
  runbook: {
    template: 'letter',
    agent: 'Letter editor',
    runs: [
      {
        daysAgo: 20,
        inputs: { topic: 'the ferry that sells time', readers: 'everybody' },
        ends: 'done',
        says: [
          'A draft on the ferry is ready: 1,780 words, one table.',
          'The letter on the ferry is published.',
        ],
      },
      {
        daysAgo: 13,
        inputs: { topic: 'rents on the market square', readers: 'paying readers' },
        ends: 'rejected',
        says: ['A draft on rents is ready, with one source for two of the figures.'],
      },
      {
        daysAgo: 0,
        inputs: { topic: 'what a school kitchen buys nearby', readers: 'everybody' },
        ends: 'waits',
        says: ['A draft on the school kitchen is ready: 1,912 words, two sources for each figure.'],
      },
    ],
  },
}
