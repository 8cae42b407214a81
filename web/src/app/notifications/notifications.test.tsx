// @vitest-environment happy-dom
import { cleanup, fireEvent, screen } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { anInboxItem, sampleNow } from '../../http/sample-data.ts'
import { aServer, renderAt } from '../../http/web-bench.tsx'
import { NotificationsSwitch } from './NotificationsSwitch.tsx'
import { stubBrowser } from './notifications-bench.ts'
import { createTeller } from './teller.ts'

/** The browser's own, at whose edge the test sits. */
class Told extends EventTarget {
  static permission: NotificationPermission = 'default'
  static answer: NotificationPermission = 'granted'
  static asked = 0
  static all: Told[] = []
  static async requestPermission() {
    Told.asked += 1
    Told.permission = Told.answer
    return Told.answer
  }
  onclick: (() => void) | null = null
  isClosed = false
  constructor(
    readonly title: string,
    readonly options: NotificationOptions,
  ) {
    super()
    Told.all.push(this)
  }
  close() {
    this.isClosed = true
  }
}
let focusedTabs: { name: string }[] = []

stubBrowser(Told, () => focusedTabs)
beforeEach(() => {
  Object.assign(Told, { permission: 'default', answer: 'granted', asked: 0, all: [] })
  focusedTabs = []
})

const toggle = () => screen.findByRole<HTMLInputElement>('switch', { name: /^Tell me on this computer/ })
const open = () => renderAt(aServer(), '/', { '/': NotificationsSwitch }, sampleNow)
const says = (words: RegExp) => screen.findByText(words)
const titles = () => Told.all.map(({ title }) => title)

test('the browser is asked by the press alone, and one is shown; the choice is kept, and can be taken back', async () => {
  open()
  expect((await toggle()).checked).toBe(false)
  await says(/^Not asked yet: your browser asks you first/)
  expect(Told.asked).toBe(0)
  fireEvent.click(await toggle())
  await says(/^On in this browser/)
  expect([(await toggle()).checked, Told.asked, titles()]).toEqual([true, 1, ['Front Office tells you here']])
  cleanup()
  open()
  await says(/^On in this browser/)
  fireEvent.click(await toggle())
  await says(/^Off in this browser/)
  expect((await toggle()).checked).toBe(false)
})

test('a question that goes away unanswered says so, and may be asked again', async () => {
  Told.answer = 'default'
  open()
  fireEvent.click(await toggle())
  await says(/went away without an answer/)
  expect((await toggle()).disabled).toBe(false)
})

test('a browser that blocks it says what to do, also when that comes later', async () => {
  Told.answer = 'denied'
  open()
  fireEvent.click(await toggle())
  await says(/^Your browser blocks it\. Allow notifications/)
  expect([(await toggle()).disabled, (await toggle()).checked, titles()]).toEqual([true, false, []])
})

test.each([
  ['no notifications', () => Reflect.deleteProperty(globalThis, 'Notification')],
  ['no secure context', () => vi.stubGlobal('isSecureContext', false)],
])('with %s it is not there, and nothing is asked', async (_what, take) => {
  take()
  open()
  await says(/^Not there: this browser shows no notifications/)
  expect((await toggle()).disabled).toBe(true)
})

test('a choice in another tab shows at once', async () => {
  Told.permission = 'granted'
  open()
  await says(/^Off in this browser/)
  localStorage.setItem('front-office-notifications', 'on')
  window.dispatchEvent(new Event('storage'))
  await says(/^On in this browser/)
})

const item = (key: string, change: object = {}) => anInboxItem({ id: `approval:${key}`, ...change })
const tags = () => Told.all.map(({ options }) => options.tag)
const soon = () => new Promise((done) => setTimeout(done))

/** A reader who has switched it on, and before whom one thing waits. */
function listening() {
  Told.permission = 'granted'
  localStorage.setItem('front-office-notifications', 'on')
  const opened: string[] = []
  const teller = createTeller((href) => opened.push(href))
  teller.hear([item('p_0')])
  return { opened, ...teller }
}

test('each new one is told once, and taken back when it is settled', async () => {
  const { hear, stop } = listening()
  hear([item('p_0'), item('p_1')])
  hear([item('p_0'), item('p_1')])
  await soon()
  expect(tags()).toEqual(['approval:p_1'])
  hear([item('p_0')])
  expect(Told.all[0]?.isClosed).toBe(true)
  stop()
})

test('what is settled before it could be told is not told', async () => {
  const { hear, stop } = listening()
  hear([item('p_0'), item('p_1')])
  hear([item('p_0')])
  await soon()
  expect(tags()).toEqual([])
  stop()
})

test('a reminder takes the place of what was told before', async () => {
  const { hear, stop } = listening()
  hear([item('p_0'), item('p_1')])
  await soon()
  hear([item('p_0'), item('p_1', { remindedAt: '2026-11-24T11:55:00.000Z' })])
  await soon()
  expect(Told.all.map(({ options: { tag }, isClosed }) => [tag, isClosed])).toEqual([
    ['approval:p_1', true],
    ['approval:p_1 reminded', false],
  ])
  stop()
})

test('several are one, which stays until all of them are settled', async () => {
  const { hear, stop } = listening()
  hear([item('p_0'), item('p_1'), item('p_2')])
  await soon()
  expect(titles()).toEqual(['2 things wait for you'])
  hear([item('p_2')])
  expect(Told.all[0]?.isClosed).toBe(false)
  hear([])
  expect(Told.all[0]?.isClosed).toBe(true)
  stop()
})

test('nothing is told while this tab or another has the focus, nor of that afterwards', async () => {
  const { hear, stop } = listening()
  focusedTabs = [{ name: 'front-office-focused' }]
  hear([item('p_0'), item('p_1')])
  await soon()
  focusedTabs = [{ name: 'of another program' }]
  vi.spyOn(document, 'hasFocus').mockReturnValue(true)
  hear([item('p_0'), item('p_1'), item('p_2')])
  await soon()
  vi.spyOn(document, 'hasFocus').mockReturnValue(false)
  hear([item('p_0'), item('p_1'), item('p_2'), item('p_3')])
  await soon()
  expect(tags()).toEqual(['approval:p_3'])
  stop()
})

test('nothing is told where it is switched off', async () => {
  const { hear, stop } = listening()
  localStorage.setItem('front-office-notifications', 'off')
  hear([item('p_0'), item('p_1')])
  await soon()
  expect(tags()).toEqual([])
  stop()
})

test('a click brings the tab to the front, opens the page of its item, and takes it back', async () => {
  const front = vi.spyOn(window, 'focus').mockImplementation(() => {})
  const { hear, stop, opened } = listening()
  hear([item('p_0'), item('p_1')])
  await soon()
  Told.all[0]?.onclick?.()
  expect([front.mock.calls.length, opened, Told.all[0]?.isClosed]).toEqual([1, ['/inbox/approval:p_1'], true])
  stop()
})

test('whoever leaves takes back what is shown', async () => {
  const { hear, stop } = listening()
  hear([item('p_0'), item('p_1')])
  await soon()
  stop()
  expect(Told.all.map(({ isClosed }) => isClosed)).toEqual([true])
})

// Last: a browser that has refused once is not asked again until the page is loaded anew.
test('where the browser has the API and refuses to show one, it is not there', async () => {
  vi.stubGlobal(
    'Notification',
    class {
      static permission = 'granted'
      static requestPermission = async () => 'granted'
      constructor() {
        throw new TypeError('Illegal constructor')
      }
    },
  )
  open()
  await says(/^Off in this browser/)
  fireEvent.click(await toggle())
  await says(/^Not there: this browser shows no notifications/)
  expect(localStorage.getItem('front-office-notifications')).toBeNull()
})
