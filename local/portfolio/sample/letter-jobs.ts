import type { Delivery, Job } from './business.ts'
import { openLetterJobs } from './letter-open-jobs.ts'

const draftOf = (issue: number): Delivery => ({
  title: `Draft of issue ${issue}`,
  check: 'file',
  location: `issues/${issue}/draft.md`,
})

/** Each week: outline, draft, check of facts, send. */
const issues: [issue: number, story: string, town: string][] = [
  [144, 'the toll bridge that outlived its debt', 'Howden'],
  [145, 'a cinema that sells memberships', 'Thirsk'],
  [146, 'why the ironmonger opens at six', 'Selby'],
  [147, 'three bakeries and one mill', 'Malton'],
]

const issueJobs = ([issue, story, town]: (typeof issues)[number]): Job[] => [
  {
    title: `Outline issue ${issue}: ${story}`,
    agent: 'Letter editor',
    intent: `Outline an issue on ${story}. Five headings, the table that a reader can copy, and what we do not know yet. Notes from ${town} are in the workspace.`,
    updates: [`Read the notes from ${town}; two figures have one source only.`],
    delivers: [{ title: `Outline of issue ${issue}`, check: 'file', location: `issues/${issue}/outline.md` }],
    finish: 'Five headings and a table of opening costs. Two figures still need a second source.',
  },
  {
    title: `Write issue ${issue}: ${story}`,
    agent: 'Letter editor',
    by: 'Mara',
    intent: `Write the issue from the outline: 1,600 to 2,000 words, one table, two sources for each claim.`,
    updates: ['The opening starts with the owner and not with the theory.', 'The table holds six rows.'],
    delivers: [
      draftOf(issue),
      { title: `Issue ${issue}, read by an editor`, check: 'review', location: `issues/${issue}/draft.md` },
    ],
    finish: `The draft has ${(1_600 + ((issue * 37) % 380)).toLocaleString('en')} words and passes our own list of checks.`,
    note: 'Reads well. I moved the second paragraph up.',
  },
  {
    title: `Check the claims in issue ${issue}`,
    agent: 'Letter editor',
    intent: 'Two sources for each claim, links that answer, and the sponsor block equal to the contract.',
    delivers: [{ title: `Claims of issue ${issue}`, check: 'file', location: `issues/${issue}/claims.csv` }],
    finish: `${9 + (issue % 5)} claims, all with two sources. Links answer.`,
    ...(issue === 146 && { returned: 'The file is empty.' }),
  },
  {
    title: `Send issue ${issue} to all readers`,
    agent: 'Letter editor',
    by: 'Theo',
    intent: `Send issue ${issue} as it was approved, to everybody on the list, at 14:00.`,
    effect: {
      tool: 'send_message',
      parameters: {
        to: 'all-readers@harrowgate.example',
        subject: `Issue ${issue}: ${story}`,
        body: `This week we went to ${town}.\n\nThe whole issue is attached as it was approved.`,
      },
      detail: `Accepted for ${4_050 + (issue - 144) * 41} addresses.`,
    },
    delivers: [
      {
        title: `Page of issue ${issue}`,
        check: 'url',
        location: `https://harrowgate.example/issues/${issue}`,
        contains: `Issue ${issue}`,
      },
    ],
    finish: `Issue ${issue} is out; the page of the issue answers.`,
  },
]

const readers: [name: string, about: string, answer: string][] = [
  [
    'Jonas Hale',
    'the price of rye in the table',
    'The figure was per sack and not per kilo; the page is corrected.',
  ],
  ['Ruth Amadi', 'a gift subscription for her sister', 'The card goes out on the first of December.'],
  ['Piet Vogel', 'quoting our table in a council paper', 'He may, with the name of the letter and the date.'],
  ['Ines Carvalho', 'a town that we should visit', 'Noted for January; she offers to show us round.'],
  ['Dan Okafor', 'two payments in one month', 'One of them is given back; the cause was an expired card.'],
  ['Lena Brandt', 'reading on paper', 'There is no printed issue; a version for printers is on each page.'],
  ['Sam Whitlock', 'the toll bridge and his grandfather', 'A photograph from 1951, which we may print.'],
]
const readerJob = ([name, about, answer]: (typeof readers)[number]): Job => ({
  title: `Answer ${name} about ${about}`,
  agent: 'Letter editor',
  intent: `${name} wrote about ${about}. Answer in our tone, in five sentences at most, and send it once it is approved.`,
  effect: {
    tool: 'send_message',
    parameters: {
      to: `${name.toLowerCase().replace(' ', '.')}@example.com`,
      subject: `Your letter about ${about}`,
      body: `Dear ${name.split(' ')[0]},\n\n${answer}\n\nThank you for writing.\nThe Harrowgate Letter`,
    },
    detail: 'Accepted for delivery.',
  },
  finish: answer,
})

const listJobs: Job[] = [
  ['Clean the list after issue 144', '31 hard bounces, 4 of them paying readers.', 4_058],
  ['Clean the list after issue 145', '18 hard bounces, none of them paying.', 4_102],
  ['Merge readers who signed up twice', '22 doubles merged; no payment was touched.', 4_131],
  ['Clean the list after issue 147', '12 hard bounces, all trial readers.', 4_212],
].map(([title, says, count]) => ({
  title: String(title),
  agent: 'List keeper',
  intent:
    'Read the bounces, take out addresses that are gone, keep everybody who pays. Say how many are left.',
  updates: [String(says)],
  delivers: [
    {
      title: `Changes to the list, ${Number(count).toLocaleString('en')} left`,
      check: 'file',
      location: `list/changes-${count}.csv`,
    },
  ],
  finish: `${says} The list holds ${Number(count).toLocaleString('en')} addresses.`,
}))

const bookJobs: Job[] = [1, 2, 3, 4].map((week) => ({
  title: `Reconcile the payout of week ${week}`,
  agent: 'Letter bookkeeper',
  intent: 'Compare the payout with the list of paying readers. Explain each difference over one dollar.',
  delivers: [{ title: `Reconciliation of week ${week}`, check: 'file', location: `books/week-${week}.csv` }],
  finish: week === 3 ? 'One difference of $18: a card was charged back.' : 'No differences.',
  ...(week === 2 && { trouble: 'drive upload: quota refused at 15 GB' }),
  ...(week === 3 && {
    learned: { text: 'A charge-back shows two days after the payout that it belongs to.', about: 'payouts' },
  }),
}))

/** The same to the same place each week: approved once, and let pass from then on. */
const statementJobs: Job[] = [1, 2, 3, 4].map((week) => ({
  title: `Send the statement of week ${week} to the accountant`,
  agent: 'Letter bookkeeper',
  intent: 'Send the reconciliation of the week to our accountant, with what is not explained yet.',
  effect: {
    tool: 'send_message',
    parameters: {
      to: 'letters@fairfax-accounts.example',
      subject: `Harrowgate Letter, week ${week}`,
      body: `The reconciliation of week ${week} is attached. ${week === 3 ? 'A card was charged back: $18.' : 'Nothing is open.'}`,
    },
    detail: 'Accepted for delivery.',
  },
  usd: 0.06,
  standing: week === 1 ? 'makes' : 'uses',
  finish: `The statement of week ${week} is with the accountant.`,
}))

const singles: Job[] = [
  {
    title: 'Prepare the reader survey',
    agent: 'List keeper',
    by: 'Mara',
    intent: 'Eight questions, four minutes, nothing that we already know. Ask before anything is sent.',
    question: {
      text: 'Do we ask for the postcode? It helps the map, and some readers will stop there.',
      options: ['Ask for it', 'Leave it out', 'Ask, and let them skip it'],
      answer: 'Ask, and let them skip it',
      hours: 5,
    },
    delivers: [
      { title: 'Survey', check: 'url', location: 'https://harrowgate.example/survey', contains: 'survey' },
    ],
    finish: 'The survey is up: eight questions, the postcode can be skipped.',
  },
  {
    title: 'Count the answers of the survey',
    agent: 'List keeper',
    intent: 'Count, sort the free answers into five heaps, and write one page.',
    delivers: [{ title: 'Report on the survey', check: 'file', location: 'survey/report.md' }],
    finish: '612 answers. 71 % finish an issue; the table is what they keep.',
    learned: { text: 'Readers keep the table and skip the second example.', about: 'issues' },
  },
  {
    title: 'Import gift subscriptions of last year',
    agent: 'List keeper',
    intent: 'Import last year’s gifts so that givers can be asked again.',
    trouble: 'drive upload: quota refused at 15 GB',
    ends: 'failed',
  },
  {
    title: 'Ask for permission to reprint issue 120',
    agent: 'Letter editor',
    by: 'Theo',
    intent: 'The museum wants to reprint issue 120. Find out who holds the photographs.',
    ends: 'cancelled',
    note: 'The museum took another text.',
  },
  {
    title: 'Offer the December issues to Quayside Tools',
    agent: 'Letter editor',
    by: 'Mara',
    intent: 'Write to Quayside Tools: two issues in December at $380 each.',
    effect: {
      tool: 'send_message',
      parameters: {
        to: 'office@quayside-tools.example',
        subject: 'Two issues in December',
        body: 'We have two issues left in December, at the price of the last ones.',
      },
    },
    ends: 'rejected',
    note: 'Ask for $420: the list has grown by a fifth.',
  },
  {
    title: 'Put the archive in order of towns',
    agent: 'Letter editor',
    intent: 'One page that lists all issues by town, with the year and the number.',
    delivers: [
      {
        title: 'Archive by town',
        check: 'url',
        location: 'https://harrowgate.example/towns',
        contains: 'Towns',
      },
    ],
    returned: 'It answered 200, without “Towns”.',
    finish: 'The page lists 147 issues under 88 towns.',
  },
]

export const letterJobs: Job[] = [
  ...issues.flatMap((issue, i) => [
    ...issueJobs(issue),
    ...listJobs.slice(i, i + 1),
    ...bookJobs.slice(i, i + 1),
    ...statementJobs.slice(i, i + 1),
    ...readers.slice(i * 2, i * 2 + 2).map(readerJob),
    ...singles.slice(i * 2, i * 2 + 2),
  ]),
  ...openLetterJobs,
]
