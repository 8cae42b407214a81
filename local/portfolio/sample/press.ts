import type { Business } from './business.ts'
import { pressJobs } from './press-jobs.ts'

const prices = `# Price list

| what | 100 | 300 | 1,000 |
|---|---|---|---|
| cards, one colour | $190 | $340 | $720 |
| cards, two colours | $260 | $460 | $980 |
| folded invitations | $310 | $590 | $1,400 |

Cotton paper of 300 gsm is in the price. Edge colour adds $80.

## What a quote says
Quantity, paper, colours, price with tax, and the day on which it leaves the shop. Valid for 14 days.
`

const rules = `# How we quote

A quote leaves on the day of the request. Nothing is promised within less than nine days.

## What agents never promise
- a colour match from a photograph
- a price below the list
- delivery by a carrier on a Saturday
`

export const press: Business = {
  name: 'Oak & Vellum Press',
  mission: 'Short-run letterpress, quoted on the same day and shipped within nine.',
  perHour: '45.00',
  agents: [
    {
      name: 'Press desk',
      role: 'Quotes and customer mail',
      charter:
        'Turns a request into a quote by the price list. Answers within the day. Asks when a request does not fit the list.',
      heartbeat: {
        rhythm: { everySeconds: 4 * 3_600 },
        timeZone: 'UTC',
        activeHours: { from: '08:00', to: '18:00', days: [1, 2, 3, 4, 5] },
        rule: 'when_new',
        instruction: 'Look for requests without a quote and quotes without an answer.',
      },
      finds: [
        'Two quotes are older than ten days; both customers were reminded last week.',
        'No request is without a quote.',
        'The wedding in May asked for envelopes as well. I drafted an addition to the quote.',
        'A customer asks for a proof on paper; the shop has the plate ready on Tuesday.',
      ],
    },
    {
      name: 'Paper buyer',
      role: 'Paper, ink and plates',
      charter:
        'Keeps four weeks of paper. Compares two suppliers before each order. Never orders without approval.',
      heartbeat: {
        rhythm: { cron: '30 8 * * 1,4' },
        timeZone: 'UTC',
        activeHours: null,
        rule: 'always',
        instruction: 'Count what is left against what is sold. Say what has to be ordered.',
      },
      finds: [
        'Cotton 300 gsm lasts for eleven days. An order is due this week.',
        'Ink is fine. Grey board for the boxes is down to 40 sheets.',
        'Nothing to order.',
      ],
    },
    {
      name: 'Shop window',
      role: 'Pictures and the web shop',
      charter:
        'Shows finished work within a week of shipping, with the customer’s consent. Runs on a local model.',
    },
  ],
  documents: [
    {
      title: 'Price list',
      isAlways: true,
      by: 'Mara',
      versions: [
        [29, prices.replace('$340', '$320')],
        [10, prices],
      ],
    },
    { title: 'How we quote', isAlways: true, by: 'Mara', versions: [[29, rules]] },
    {
      title: 'Suppliers',
      by: 'Theo',
      versions: [
        [
          27,
          `# Suppliers

## Paper
Fell Mill: cotton, five days, account 20117. Account is locked when an invoice is 30 days late.
Northern Board: grey board and envelopes, two days.

## Plates
Marsden Plates: next day before 11:00.
`,
        ],
      ],
    },
  ],
  policy: {
    note: 'Paper is the largest cost: orders over $200 need both of us.',
    document: {
      approvals: { buy: { who: 'one', upToUsd: 200, above: 'two' } },
      budgets: [{ metric: 'usd', period: 'month', limit: 80, perRun: 2, warnAt: 80 }],
    },
  },
  jobs: pressJobs,
  money: [
    { kind: 'revenue', daysAgo: 28, amount: '980.00', note: 'Cards for the Fennel restaurant, 1,000' },
    { kind: 'revenue', daysAgo: 22, amount: '1400.00', note: 'Invitations, wedding in Ripon', source: 'api' },
    { kind: 'revenue', daysAgo: 17, amount: '460.00', note: 'Cards for Dr. Osei, 300' },
    { kind: 'revenue', daysAgo: 9, amount: '1680.00', note: 'Tasting cards for Dale Cider', source: 'api' },
    { kind: 'revenue', daysAgo: 2, amount: '340.00', note: 'Cards for Studio Lark, 300' },
    { kind: 'cost', daysAgo: 26, amount: '612.00', note: 'Fell Mill, cotton 300 gsm' },
    { kind: 'cost', daysAgo: 20, amount: '84.00', note: 'Marsden Plates, four plates' },
    { kind: 'cost', daysAgo: 11, amount: '1240.00', note: 'Repair of the platen press' },
    { kind: 'cost', daysAgo: 4, amount: '96.50', note: 'Carrier, week' },
  ],
  objectives: [
    {
      weeksAgo: 3,
      title: 'Every request quoted on the day',
      target: '100 %',
      outcome: 'hit',
      note: '14 of 14.',
    },
    { weeksAgo: 2, title: 'Press repaired', target: null, outcome: 'hit', note: 'It runs since Thursday.' },
    { weeksAgo: 1, title: 'Two orders over $1,000', target: '2', outcome: 'missed', note: 'One came.' },
    { weeksAgo: 0, title: 'Paper for the Fennel reprint in the shop', target: 'Friday' },
    { weeksAgo: -1, title: 'The Fennel reprint delivered', target: '1,000 cards' },
  ],
  decisions: [
    {
      daysAgo: 23,
      title: 'Repair the platen press',
      context: 'It loses one sheet in twelve. A new roller costs $1,240 and eight days.',
      choice: 'Repair it now, before the orders of December.',
      reviewIn: 20,
    },
    {
      daysAgo: 14,
      title: 'Nothing below the price list',
      context: 'Two large customers asked for a tenth less.',
      choice: 'The list is the list; a longer date is what we can give.',
      reviewIn: -1,
    },
  ],
  learnings: [{ daysAgo: 12, text: 'Customers who get a quote within three hours order twice as often.' }],
  runbook: {
    template: 'week',
    agent: 'Press desk',
    runs: [
      {
        daysAgo: 14,
        inputs: { focus: 'open quotes' },
        ends: 'done',
        says: [
          'Nine quotes left, five of them were taken; the press stood still for two days.',
          'Three things are due: the Dale proof, paper from Fell Mill, the carrier’s invoice.',
          'The week on one page: five orders, $2,480, one repair.',
        ],
      },
      {
        daysAgo: 7,
        inputs: { focus: 'what shipped late' },
        ends: 'done',
        says: [
          'Four parcels left, one of them a day late: the box was missing.',
          'Two things are due: proofs for Studio Lark and the tasting cards.',
          'The week on one page: four parcels, one late, boxes are ordered.',
        ],
      },
    ],
  },
}
