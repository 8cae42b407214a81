import { outboxOf } from '../../demo/outbox.ts'
import type { Story } from '../cast.ts'
import { expectThat } from '../eventually.ts'

const mail = (to: string, body: string) => `effect: send_message ${JSON.stringify({ to, body })}`

/** One effect is approved and done once, one is rejected and not done, one waits for the week to come. */
export const approvalStory: Story = async ({ office, owner, grace, letter, shop }) => {
  const sent = (body: string) => outboxOf(office).filter((line) => line.includes(body)).length
  const thanks = ['Thank the first reader', mail('ada@example.com', 'Thank you'), 'finish: thanked'].join(
    '\n',
  )
  const kind = await owner.aTask(letter, thanks)
  const proposal = await grace.untilAsked(kind)
  expectThat(sent('Thank you') === 0, 'nothing is sent before it is approved')
  await grace.decide(proposal, 'approved', 'Kind and short.')

  const discount = mail('all@example.com', 'Half price')
  const cheap = await grace.aTask(shop, `Win back customers\n${discount}\nfinish: wrote to nobody`)
  await owner.decide(await owner.untilAsked(cheap), 'rejected', 'We do not do discounts.')

  const waiting = mail('press@example.com', 'We are one year old')
  await owner.untilAsked(await owner.aTask(letter, `Tell the press\n${waiting}\nfinish: told`))
  for (const taskId of [kind, cheap]) await owner.until(taskId, ({ status }) => status === 'done')
  expectThat(sent('Thank you') === 1, 'the approved message is sent once')
  expectThat(sent('Half price') + sent('one year old') === 0, 'only the approved message is sent')
  return 'Grace approved a message and it was sent once; the owner rejected one; one still waits'
}
