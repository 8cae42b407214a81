import { expect, test } from 'vitest'
import { inboxKinds } from '#domain/inbox/inbox.ts'
import { anInboxItem } from '../../http/sample-data.ts'
import { heardOf, newsOf, noticeOf } from './news.ts'

const [one, two, three] = ['p_1', 'p_2', 'p_3'].map((key) => anInboxItem({ id: `approval:${key}` })) as [
  ReturnType<typeof anInboxItem>,
  ReturnType<typeof anInboxItem>,
  ReturnType<typeof anInboxItem>,
]
const reminded = { ...one, remindedAt: '2026-11-24T11:55:00.000Z' }
const news = (items: (typeof one)[]) => items.map((item) => ({ item, isReminder: false }))

test('what waited at opening is no news; what comes later is, each once', () => {
  expect(newsOf(null, [one, two])).toEqual([])
  expect(newsOf(heardOf([one]), [one, two, three])).toEqual(news([two, three]))
  expect(newsOf(heardOf([one, two, three]), [three, one])).toEqual([])
})

test('what was settled or put off and comes back is news again', () => {
  expect(newsOf(heardOf([]), [one])).toEqual(news([one]))
})

test('what is reminded is told once more, and not again after that', () => {
  expect(newsOf(heardOf([one]), [reminded])).toEqual([{ item: reminded, isReminder: true }])
  expect(newsOf(heardOf([reminded]), [reminded])).toEqual([])
  // It came while nothing was heard: it is new, with all that happened to it.
  expect(newsOf(heardOf([]), [reminded])).toEqual(news([reminded]))
})

test('one is told by its kind, its project and its agent, and leads to its own page', () => {
  expect(noticeOf(news([one]))).toEqual({
    tag: 'approval:p_1',
    title: 'Approval: review',
    body: 'Harrowgate Letter, Ines',
    href: '/inbox/approval:p_1',
    itemIds: ['approval:p_1'],
  })
  expect(noticeOf([{ item: reminded, isReminder: true }])).toMatchObject({
    tag: 'approval:p_1 reminded',
    title: 'Approval: review, reminded',
    href: '/inbox/approval:p_1',
  })
  const ofNobody = anInboxItem({ id: 'finding:a/b', kind: 'finding', projectName: null, agentName: null })
  expect(noticeOf(news([ofNobody]))).toMatchObject({
    ...{ title: 'Finding: look', body: '', href: '/inbox/finding:a%2Fb' },
  })
})

test('several at once are one, the same one whatever their order', () => {
  const told = noticeOf(news([two, one, three]))
  expect(told).toEqual({
    tag: '3 from approval:p_1',
    title: '3 things wait for you',
    body: '',
    href: '/inbox',
    itemIds: ['approval:p_1', 'approval:p_2', 'approval:p_3'],
  })
  expect(noticeOf(news([three, two, one]))).toEqual(told)
  expect(noticeOf([])).toBeNull()
})

test('nothing that was typed, or written by an agent, is in any of it', () => {
  const secret = 'SECRET'
  for (const kind of inboxKinds) {
    const item = anInboxItem({ kind, id: `${kind}:1`, title: secret, line: secret, href: `/${secret}` })
    for (const told of [noticeOf(news([item])), noticeOf(news([item, one]))])
      expect(JSON.stringify(told)).not.toContain(secret)
  }
})
