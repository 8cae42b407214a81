import type { Job } from './business.ts'

/** Of today: one is done, the others wait or run. */
export const openLetterJobs: Job[] = [
  {
    title: 'Photograph the price board for issue 148',
    agent: 'Letter editor',
    by: 'Theo',
    minutesAgo: 260,
    intent: 'Cut the picture of the price board to the width of a phone, and write what it shows below it.',
    delivers: [{ title: 'Price board', check: 'file', location: 'issues/148/price-board.jpg' }],
    finish: 'The picture is 720 px wide; the words below it name the four prices.',
    usd: 0.11,
  },
  {
    title: 'Send issue 148 to 4,212 readers',
    agent: 'Letter editor',
    by: 'Mara',
    minutesAgo: 130,
    intent:
      'Send issue 148, on how the bakery prices by the hour, to everybody on the list at 14:00 once it is approved.',
    updates: ['All 14 links answer. The sponsor block equals the contract.'],
    effect: {
      tool: 'send_message',
      parameters: {
        to: 'all-readers@harrowgate.example',
        subject: 'Issue 148: the bakery that prices by the hour',
        body: 'This week we went to Malton, where a loaf costs less at four.\n\nThe whole issue is attached as it was approved.',
      },
    },
    ends: 'waits',
  },
  {
    title: 'Write the sponsor page for December',
    agent: 'Letter editor',
    by: 'Theo',
    minutesAgo: 9,
    intent: `Write one page for sponsors: who reads us, what an issue costs, two examples.

update: The two examples are chosen; the numbers of readers come from the last send.
slow: 5400000
finish: The page for sponsors is written.`,
    ends: 'running',
  },
  {
    title: 'Answer the 18 reader letters of this week',
    agent: 'Letter editor',
    by: 'Mara',
    minutesAgo: 320,
    intent:
      'Draft an answer to each of the 18 letters of this week, in one file, in the order in which they came.',
    updates: ['16 answers are drafted.', 'Two of the letters are scans that I can’t read.'],
    delivers: [{ title: 'Answers to 18 letters', check: 'file', location: 'letters/this-week.md' }],
    due: 'this week',
    returned: 'The file holds 16 answers of 18.',
    finish: '16 of 18 answers are drafted.',
    ends: 'unproven',
  },
  {
    title: 'Choose the town for issue 150',
    agent: 'Letter editor',
    minutesAgo: 560,
    intent: 'Compare three towns for issue 150 by what we already know of them and what a visit costs.',
    updates: ['Compared Goole, Pocklington and Yarm.'],
    question: {
      text: 'Goole has the better story and no train on Sundays. Do we go by car, or take Pocklington?',
      options: ['Goole, by car', 'Pocklington'],
    },
    delivers: [{ title: 'Three towns compared', check: 'file', location: 'issues/150/towns.md' }],
    due: 'next week',
    ends: 'asks',
  },
]
