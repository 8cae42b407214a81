import type { Job } from './business.ts'

const quotes: [customer: string, what: string, price: number, days: number][] = [
  ['the Fennel restaurant', '1,000 menu cards in two colours', 980, 11],
  ['Dr. Osei', '300 appointment cards', 460, 9],
  ['Dale Cider', '2,000 tasting cards', 1_680, 14],
  ['the Hartley wedding', '120 folded invitations', 372, 10],
  ['Studio Lark', '300 cards in one colour', 340, 9],
  ['Ripon town hall', '500 programmes', 610, 12],
  ['Kiln & Clay', '150 labels with a round corner', 285, 9],
  ['Ada Pruitt, violin maker', '200 letterheads', 310, 10],
  ['the Book Barn', '400 bookmarks', 395, 9],
  ['Moor Street Dental', '600 cards', 640, 11],
]
const quoteJob = ([customer, what, price, days]: (typeof quotes)[number], i: number): Job => ({
  title: `Quote ${what} for ${customer}`,
  agent: 'Press desk',
  by: i % 2 ? 'Theo' : 'Mara',
  intent: `${customer} asks for ${what}. Quote by the price list, and send it once it is approved.`,
  updates: [`By the list it is $${price.toLocaleString('en')}, and it leaves the shop in ${days} days.`],
  effect: {
    tool: 'send_message',
    parameters: {
      to: `${customer
        .toLowerCase()
        .replaceAll(/[^a-z]+/g, '.')
        .replace(/^the\./, '')}@example.com`,
      subject: `Your quote: ${what}`,
      body: `${what}: $${price.toLocaleString('en')} with tax. It leaves the shop ${days} days after your yes. The quote is valid for 14 days.\n\nOak & Vellum Press`,
    },
    detail: 'Accepted for delivery.',
  },
  delivers: [{ title: `Quote for ${customer}`, check: 'file', location: `quotes/${2_410 + i * 3}.pdf` }],
  finish: `The quote over $${price.toLocaleString('en')} is with ${customer}.`,
})

const proofs: [what: string, note: string][] = [
  ['the Fennel menu', 'The second colour sits half a millimetre low; the plate is fine.'],
  ['Dr. Osei’s cards', 'Good to print.'],
  ['the Dale tasting cards', 'The cider’s name is spelled right on both sides.'],
  ['the Hartley invitation', 'The bride asks for a warmer black.'],
  ['Studio Lark’s cards', 'Good to print.'],
]
const proofJob = ([what, note]: (typeof proofs)[number], i: number): Job => ({
  title: `Prepare the proof of ${what}`,
  agent: 'Press desk',
  intent: `Set ${what} from the customer’s text, check spelling against the order, and make a proof for us to look at.`,
  delivers: [
    { title: `Proof of ${what}`, check: 'file', location: `proofs/${3_020 + i}.pdf` },
    {
      title: `${what.charAt(0).toUpperCase()}${what.slice(1)} on paper`,
      check: 'review',
      location: `proofs/${3_020 + i}.pdf`,
    },
  ],
  finish: 'The proof is ready; spelling equals the order.',
  note,
  ...(i === 3 && { returned: 'The file was changed after it was recorded. Record it again.' }),
})

const shown: [title: string, page: string][] = [
  ['the Ripon wedding suite', 'ripon-wedding'],
  ['the Fennel menus', 'fennel-menus'],
  ['labels for Kiln & Clay', 'kiln-and-clay'],
  ['bookmarks for the Book Barn', 'book-barn'],
]
const shownJob = ([title, page]: (typeof shown)[number], i: number): Job => ({
  title: `Show ${title} in the shop window`,
  agent: 'Shop window',
  intent: `Three pictures and sixty words about ${title}. The customer has agreed. Publish it once it is approved.`,
  // Its local model names no price.
  usd: null,
  effect: {
    tool: 'publish_page',
    parameters: { page: `/work/${page}`, title, pictures: 3 },
    detail: `Published as /work/${page}.`,
  },
  delivers: [
    {
      title: `Page of ${title}`,
      check: 'url',
      location: `https://oakandvellum.example/work/${page}`,
      contains: 'letterpress',
    },
  ],
  finish: 'The page is up, with three pictures.',
  ...(i === 1 && { trouble: 'browser: sign-in form not found after redirect' }),
})

const orders: [what: string, from: string, amount: number][] = [
  ['200 sheets of cotton, 300 gsm', 'Fell Mill', 612],
  ['four plates', 'Marsden Plates', 84],
  ['grey board for boxes', 'Northern Board', 138],
]
const orderJob = ([what, from, amount]: (typeof orders)[number]): Job => ({
  title: `Order ${what} from ${from}`,
  agent: 'Paper buyer',
  intent: `Compare two suppliers for ${what}, then order where it is cheaper with the date that we need.`,
  updates: [`${from} is cheaper by ${Math.round(amount / 11)} dollars and delivers in time.`],
  effect: {
    tool: 'place_order',
    parameters: { supplier: from, item: what, amountUsd: amount },
    detail: `${from} confirmed the order.`,
  },
  finish: `Ordered: ${what}, $${amount}.`,
})

const singles: Job[] = [
  {
    title: 'Find out why boxes arrive crushed',
    agent: 'Paper buyer',
    by: 'Theo',
    intent: 'Three parcels arrived crushed. Look at box, filling and carrier, and say what to change.',
    delivers: [{ title: 'What to change', check: 'artifact', location: 'shop/boxes.md' }],
    finish: 'The board is too thin for two packs of 500. Thicker board costs 22 cents a box.',
    learned: { text: 'Packs of 500 need board of 2 mm; 1.5 mm gives way at the corners.', about: 'shipping' },
  },
  {
    title: 'Answer the complaint about ink on the Osei cards',
    agent: 'Press desk',
    by: 'Mara',
    intent: 'Dr. Osei says that ink comes off on the fingers. Find the batch and propose what we do.',
    question: {
      text: 'The batch was packed after one day and not three. Do we print it again, or give back half?',
      options: ['Print again', 'Give back half'],
      answer: 'Print again',
      hours: 3,
    },
    finish: 'The cards are printed again; Dr. Osei keeps the first ones.',
    learned: { text: 'Two colours on cotton need three days before packing.', about: 'printing' },
  },
  {
    title: 'Translate the shop’s pages into German',
    agent: 'Shop window',
    intent: 'Translate the twelve pages of the shop into German.',
    ends: 'cancelled',
    note: 'We do not ship there before spring.',
    usd: null,
  },
  {
    title: 'Load the October pictures into the archive',
    agent: 'Shop window',
    intent: 'Load the pictures of October into the archive, named by order.',
    trouble: 'drive upload: quota refused at 15 GB',
    ends: 'failed',
    usd: null,
  },
  {
    title: 'Pay the carrier’s invoice of October',
    agent: 'Paper buyer',
    by: 'Mara',
    intent: 'Compare the carrier’s invoice with our parcels, and pay what is right.',
    effect: {
      tool: 'pay_invoice',
      parameters: { to: 'Dales Parcel', invoice: 'DP-20881', amountUsd: 284.5 },
      detail: 'Paid by the business account.',
    },
    finish: '31 parcels, one of them charged twice; $284.50 paid.',
  },
  {
    title: 'Collect what sold best this autumn',
    agent: 'Press desk',
    intent: 'Count orders by kind and paper since September. One table, no conclusions.',
    delivers: [{ title: 'Table of autumn', check: 'file', location: 'books/autumn.csv' }],
    finish: '41 orders: cards 23, invitations 11, labels 7.',
  },
  {
    title: 'Fix the contact form of the shop',
    agent: 'Shop window',
    by: 'Theo',
    intent: 'The form sends twice. Find out why and mend it.',
    trouble: 'browser: sign-in form not found after redirect',
    usd: null,
    delivers: [
      {
        title: 'Contact page',
        check: 'url',
        location: 'https://oakandvellum.example/contact',
        contains: 'Send',
      },
    ],
    finish: 'The form sent on click and on Enter. It sends once now.',
  },
]

const open: Job[] = [
  {
    title: 'Order 300 sheets of cotton for the Fennel reprint',
    agent: 'Paper buyer',
    by: 'Theo',
    minutesAgo: 2_760,
    intent: 'The Fennel reprint needs 300 sheets of cotton by Friday. Compare two suppliers, then order.',
    updates: ['Fell Mill has 300 sheets; the other supplier has 180.'],
    delivers: [{ title: 'Confirmation of the order', check: 'artifact', location: 'orders/fennel.md' }],
    due: 'this week',
    effect: {
      tool: 'place_order',
      parameters: { supplier: 'Fell Mill', item: '300 sheets of cotton, 300 gsm', amountUsd: 1_140 },
    },
    ends: 'half approved',
  },
  {
    title: 'Quote the Fennel reprint, 1,000 menu cards',
    agent: 'Press desk',
    by: 'Mara',
    minutesAgo: 1_500,
    intent: 'The Fennel restaurant wants its menu cards again. Quote by the price list and send it.',
    updates: ['The quote of September was $980; by the list of today it is $1,060.'],
    question: {
      text: 'The customer was quoted $980 in September and the list says $1,060 now. Which price applies to the reprint?',
      options: ['Keep $980', 'Use $1,060 with a note on paper'],
    },
    delivers: [{ title: 'Quote of the Fennel reprint', check: 'file', location: 'quotes/fennel.md' }],
    due: 'late',
    ends: 'asks',
  },
  {
    title: 'Prepare the proof of the Ripon programmes',
    agent: 'Press desk',
    by: 'Mara',
    minutesAgo: 190,
    intent:
      'Set the 24 pages of the programme, check the names against the list, and make a proof for us to look at.',
    delivers: [
      { title: 'Proof', check: 'file', location: 'proofs/3026.pdf' },
      { title: 'Proof on paper', check: 'review', location: 'proofs/3026.pdf' },
    ],
    due: 'this week',
    updates: ['All 61 names equal the list.'],
    finish: 'The proof has 24 pages; all names equal the list.',
    ends: 'to review',
  },
  {
    title: 'Show the tasting cards in the shop window',
    agent: 'Shop window',
    by: 'Theo',
    minutesAgo: 75,
    intent: 'Three pictures and sixty words about the tasting cards. Dale Cider has agreed.',
    trouble: 'browser: sign-in form not found after redirect',
    usd: null,
    ends: 'failed',
  },
]

export const pressJobs: Job[] = [
  ...[0, 1, 2, 3, 4].flatMap((i) => [
    ...quotes.slice(i * 2, i * 2 + 2).map((quote, j) => quoteJob(quote, i * 2 + j)),
    ...proofs.slice(i, i + 1).map((proof) => proofJob(proof, i)),
    ...singles.slice(i * 2, i * 2 + 2),
    ...shown.slice(i, i + 1).map((one) => shownJob(one, i)),
    ...orders.slice(i, i + 1).map(orderJob),
  ]),
  ...open,
]
