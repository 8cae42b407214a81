import type { Job } from './business.ts'
import { tickets } from './stall-tickets.ts'

const ticketJob = ([market, problem, answer]: (typeof tickets)[number], i: number): Job => ({
  title: `Answer ${market} market about ${problem}`,
  agent: 'Stall support',
  by: i % 3 ? 'Theo' : 'Mara',
  intent: `The manager of ${market} market writes about ${problem}. Find the booking, answer by the support guide.`,
  updates: [`Found it: ${answer.charAt(0).toLowerCase()}${answer.slice(1)}`],
  effect: {
    tool: 'send_message',
    parameters: {
      to: `manager@${market.toLowerCase()}-market.example`,
      subject: `Your message about ${problem}`,
      body: `${answer}\n\nStallkeeper support`,
    },
    detail: 'Accepted for delivery.',
  },
  finish: answer,
})

const checksSchema = {
  type: 'object',
  properties: {
    checks: {
      type: 'array',
      minItems: 5,
      items: {
        type: 'object',
        properties: { name: { type: 'string' }, passed: { type: 'boolean' } },
        required: ['name', 'passed'],
      },
    },
  },
  required: ['checks'],
}

const releases: [version: string, what: string][] = [
  ['4.10', 'market days can be cancelled as a whole'],
  ['4.11', 'notes on pitches'],
  ['4.12', 'refunds with a reason'],
]
const releaseJobs = ([version, what]: (typeof releases)[number]): Job[] => [
  {
    title: `Test release ${version}`,
    agent: 'Release hand',
    intent: `Run all checks on the branch of release ${version}, and try it on a market with 120 pitches.`,
    delivers: [
      {
        title: `Checks of release ${version}`,
        check: 'json',
        location: `releases/${version}/checks.json`,
        schema: checksSchema,
      },
    ],
    finish: 'Five of five checks pass; 120 pitches load in 0.8 s.',
    ...(version === '4.11' && { trouble: 'model: answer is not the declared JSON' }),
    ...(version === '4.12' && {
      returned: 'Its JSON does not match the schema: /checks/2/passed must be boolean.',
    }),
  },
  {
    title: `Deploy release ${version}: ${what}`,
    agent: 'Release hand',
    by: 'Mara',
    intent: `Write the notes for managers, then deploy release ${version} before 10:00.`,
    effect: {
      tool: 'deploy_release',
      parameters: { version, target: 'production', notes: what },
      detail: `Release ${version} is live; no errors within an hour.`,
    },
    delivers: [
      {
        title: `Notes of release ${version}`,
        check: 'url',
        location: `https://stallkeeper.example/notes/${version}`,
        contains: version,
      },
    ],
    finish: `Release ${version} is out: ${what}.`,
  },
]

/** What the trial of the growth desk costs; together it is more than it was given. */
const growth: [region: string, found: string][] = [
  ['the Dales', '14 markets use a spreadsheet; five managers answered.'],
  ['Durham', 'Nine markets; two managers want to see it.'],
  ['the coast', 'Eleven markets, most of them closed until March.'],
  ['Leeds', 'Six covered markets with systems of their own.'],
]
const growthJob = ([region, found]: (typeof growth)[number]): Job => ({
  title: `Find markets in ${region} that use a spreadsheet`,
  agent: 'Growth desk',
  by: 'Mara',
  intent: `List the weekly markets of ${region}, who manages them, and how they book pitches. Do not write to anybody.`,
  updates: ['Read the pages of the councils first, then those of the markets.'],
  delivers: [
    { title: `Markets in ${region}`, check: 'file', location: `growth/${region.replaceAll(' ', '-')}.csv` },
  ],
  finish: found,
  usd: 3.9,
})

const singles: Job[] = [
  {
    title: 'Write the fee report for market managers',
    agent: 'Release hand',
    intent: 'One page a month: fees by trader, what is open, what was given back.',
    delivers: [
      {
        title: 'Fee report',
        check: 'url',
        location: 'https://stallkeeper.example/reports/fees',
        contains: 'Fees',
      },
    ],
    finish: 'The report is there for all 38 markets.',
  },
  {
    title: 'Find out why the fee report was wrong for a day',
    agent: 'Release hand',
    by: 'Theo',
    intent: 'The report of Tuesday missed refunds. Find the cause, mend it, write down what you learned.',
    delivers: [{ title: 'What happened', check: 'artifact', location: 'notes/fee-report.md' }],
    finish: 'Refunds were counted by the day of the booking. They count by their own day now.',
    learned: {
      text: 'Reports must count an event by its own day, not by that of what it belongs to.',
      about: 'fees',
    },
  },
  {
    title: 'Refund booking 20514 of Hexham market',
    agent: 'Stall support',
    by: 'Theo',
    intent: 'The market day was cancelled after snow and the trader was charged. Give back the fee.',
    effect: {
      tool: 'issue_refund',
      parameters: { booking: '20514', amountUsd: 84, reason: 'market day cancelled' },
      detail: 'Refunded to the card.',
    },
    finish: '$84.00 are given back.',
  },
  {
    title: 'Make the booking page work without a network',
    agent: 'Release hand',
    by: 'Theo',
    intent:
      'Managers stand in fields. Find out what it takes so that a booking can be made without a network.',
    question: {
      text: 'Two people may book one pitch without a network. Does the first or the last one count?',
      options: ['The first one', 'The last one', 'Ask the manager'],
      answer: 'Ask the manager',
      hours: 20,
    },
    delivers: [{ title: 'What it takes', check: 'file', location: 'notes/offline.md' }],
    finish: 'Three weeks of work; conflicts are shown to the manager.',
  },
  {
    title: 'Send the invitation to the managers’ evening',
    agent: 'Growth desk',
    by: 'Mara',
    intent: 'Invite the managers of the six trial markets to an evening online.',
    effect: {
      tool: 'send_message',
      parameters: {
        to: 'trial-managers@stallkeeper.example',
        subject: 'An evening on market fees',
        body: 'Wednesday at 19:00, half an hour, with two managers who use it.',
      },
    },
    ends: 'rejected',
    note: 'Not on a Wednesday: it is market day in Bedale.',
    usd: 0.2,
  },
  {
    title: 'Read invoices of October into the books',
    agent: 'Stall support',
    intent: 'Read the 41 invoices of October and answer with the declared JSON.',
    trouble: 'model: answer is not the declared JSON',
    ends: 'failed',
  },
  {
    title: 'Move the help pages to the new address',
    agent: 'Release hand',
    intent: 'Move the 30 help pages, and let the old addresses lead to the new ones.',
    delivers: [
      { title: 'Help pages', check: 'url', location: 'https://stallkeeper.example/help', contains: 'Help' },
    ],
    returned: 'It answered 404.',
    finish: '30 pages moved; the old addresses lead there.',
  },
  {
    title: 'Compare two providers of text messages',
    agent: 'Stall support',
    intent: 'Price, delivery and support of two providers for 4,000 messages a month.',
    ends: 'cancelled',
    note: 'We stay with mail for now.',
    usd: 0.3,
  },
]

const open: Job[] = [
  {
    title: 'Count how many pitches were booked by phone',
    agent: 'Stall support',
    by: 'Mara',
    minutesAgo: 285,
    intent: 'Of the last seven days, for each market: pitches booked by phone, and by the page.',
    delivers: [{ title: 'Bookings by phone', check: 'file', location: 'reports/by-phone.csv' }],
    finish: '212 of 1,340 pitches were booked by phone, most of them in Bedale.',
    usd: 0.14,
  },
  {
    title: 'Refund booking 20817 of Richmond market',
    agent: 'Stall support',
    by: 'Theo',
    minutesAgo: 55,
    intent: 'The trader was charged twice for one Saturday. Give back one fee.',
    updates: ['Two charges of $84.00 within a minute; the second one is to be given back.'],
    effect: {
      tool: 'issue_refund',
      parameters: { booking: '20817', amountUsd: 84, reason: 'charged twice' },
    },
    ends: 'uncertain',
  },
  {
    title: 'Deploy release 4.13: bookings without a network',
    agent: 'Release hand',
    by: 'Theo',
    minutesAgo: 235,
    intent: 'Write the notes for managers, then deploy release 4.13 before 10:00.',
    updates: ['Five of five checks pass.', 'The notes are written in the words of a manager.'],
    effect: {
      tool: 'deploy_release',
      parameters: { version: '4.13', target: 'production', notes: 'bookings without a network' },
    },
    ends: 'waits',
  },
  {
    title: 'Test the map on old phones',
    agent: 'Release hand',
    by: 'Mara',
    minutesAgo: 16,
    intent: `Try the map of pitches on five old phones and write down what is slow.

update: Three of five phones are done; the oldest one takes four seconds.
slow: 5400000
finish: The map works on five phones; the oldest one takes four seconds.`,
    ends: 'running',
  },
  {
    title: 'Find markets in Cumbria that use a spreadsheet',
    agent: 'Growth desk',
    by: 'Mara',
    minutesAgo: 1_140,
    intent: 'List the weekly markets of Cumbria, who manages them, and how they book pitches.',
    ends: 'held',
  },
  {
    title: 'Write to the five managers in the Dales who answered',
    agent: 'Growth desk',
    by: 'Theo',
    minutesAgo: 300,
    intent: 'Write to the five managers who answered, with what their market would pay.',
    delivers: [{ title: 'Five letters', check: 'artifact', location: 'growth/letters.md' }],
    due: 'next week',
    ends: 'held',
  },
  {
    title: 'Answer Bedale market about the tax on fees',
    agent: 'Stall support',
    by: 'Mara',
    minutesAgo: 410,
    intent:
      'The manager of Bedale asks which tax applies to pitch fees. Answer by the notes of our accountant.',
    updates: ['Two notes of the accountant contradict each other.'],
    question: {
      text: 'The note of March says that fees are exempt, the one of September says that they are not. Which one holds?',
    },
    ends: 'asks',
  },
]

export const stallJobs: Job[] = [
  ...[0, 1, 2, 3, 4].flatMap((i) => [
    ...tickets.slice(i * 2, i * 2 + 2).map((ticket, j) => ticketJob(ticket, i * 2 + j)),
    ...releases.slice(i, i + 1).flatMap(releaseJobs),
    ...growth.slice(i, i + 1).map(growthJob),
    ...singles.slice(i * 2, i * 2 + 2),
  ]),
  ...open,
]
