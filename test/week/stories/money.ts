import { moneyContract } from '#api/money/contract.ts'
import { outcomesContract } from '#api/outcomes/contract.ts'
import { weeksAfter } from '#domain/outcome/iso-week.ts'
import type { Cast, Story } from '../cast.ts'
import { expectThat } from '../eventually.ts'

const dayMs = 86_400_000
const day = (ago: number) => new Date(Date.now() - ago * dayMs).toISOString().slice(0, 10)

/** Revenue by the API, by hand and from a file; what was wrong is reversed; the week's objectives and a decision. */
export const moneyStory: Story = async (cast) => {
  await byScript(cast)
  await byHand(cast)
  await fromFile(cast)
  await plans(cast)
  return 'revenue was booked by the API, by hand and from a file; one event was reversed; an objective was hit'
}

async function byScript({ script, letter: { projectId } }: Cast): Promise<void> {
  const sale = {
    kind: 'revenue',
    amount: '450',
    occurredOn: day(0),
    note: 'Sponsor',
    externalId: 'pi_1',
  } as const
  const book = () => script(moneyContract.bookMoney, { params: { projectId }, body: sale })
  const [first, again] = [await book(), await book()]
  expectThat(first.id === again.id, 'what has one name elsewhere is booked once')
}

async function byHand({ grace, shop: { projectId } }: Cast): Promise<void> {
  const book = (kind: 'revenue' | 'cost', amount: string, ago: number, note: string) =>
    grace.ask(moneyContract.bookMoney, {
      params: { projectId },
      body: { kind, amount, occurredOn: day(ago), note, source: 'form' },
    })
  await book('revenue', '129.90', 1, 'Three tin boats')
  await book('revenue', '80.05', 45, 'Two tin cars, in the month before')
  await book('cost', '12.345', 2, 'Paint')
  const { id: moneyId } = await book('cost', '12.345', 2, 'Paint')
  const reason = 'Was booked twice'
  await grace.ask(moneyContract.reverseMoney, { params: { projectId, moneyId }, body: { reason } })
}

/** The lines that can be read are booked once they are confirmed; the others are not. */
async function fromFile({ owner, letter: { projectId } }: Cast): Promise<void> {
  const lines = [
    'kind,date,amount,note,id',
    `revenue,${day(3)},9.00,Subscription,sub_1`,
    `revenue,${day(3)},abc,Subscription,sub_2`,
    `cost,${day(4)},30.25,Printer,`,
  ]
  const content = lines.join('\n')
  const asked = { params: { projectId }, body: { content } }
  const seen = await owner.ask(moneyContract.previewMoney, asked)
  const good = seen.lines.filter(({ status }) => status === 'ok').map(({ line }) => line)
  expectThat(good.length === 2, 'two lines of the file can be read and one can not')
  const body = { content, hash: seen.hash, lines: good }
  const { booked } = await owner.ask(moneyContract.importMoney, { params: { projectId }, body })
  expectThat(booked.length === 2, 'the lines that can be read are booked')
}

async function plans({ owner, grace, letter, shop }: Cast): Promise<void> {
  const { week } = await owner.ask(outcomesContract.getOutcomes)
  const objective = ({ projectId }: Cast['letter'], title: string, target: string | null = null, of = week) =>
    grace.ask(outcomesContract.setObjective, { params: { projectId }, body: { week: of, title, target } })
  const readers = await objective(letter, 'Ten new readers', '10')
  await objective(shop, 'A boat that floats')
  await objective(shop, 'A boat that sails', null, weeksAfter(week, 1))
  const params = { projectId: letter.projectId, objectiveId: readers.id }
  const body = { outcome: 'hit', note: 'Eleven came.' } as const
  await grace.ask(outcomesContract.closeObjective, { params, body })
  const price = { title: 'Price', choice: 'Nine dollars a month', reviewOn: day(0) }
  await owner.ask(outcomesContract.makeDecision, { params: { projectId: letter.projectId }, body: price })
  const rate = { params: { projectId: letter.projectId }, body: { perHour: '60' } }
  await owner.ask(outcomesContract.setOperatorRate, rate)
  const learned = { params: { projectId: shop.projectId }, body: { text: 'Boats sell in spring.' } }
  await grace.ask(outcomesContract.noteLearning, learned)
}
