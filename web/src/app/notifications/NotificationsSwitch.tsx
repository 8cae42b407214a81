import { Switch } from '@mantine/core'
import { useState, useSyncExternalStore } from 'react'
import formCss from '../../ui/form.module.css'
import { type Consent, consent, onConsent, turnOff, turnOn } from './consent.ts'

/** A Record, so a new state does not compile until it says what to do. */
const sentence: Record<Consent, string> = {
  not_asked: 'Not asked yet: your browser asks you first.',
  on: 'On in this browser. It showed one when you switched it on; if you saw none, let this browser notify you in the settings of your computer.',
  off: 'Off in this browser.',
  blocked:
    'Your browser blocks it. Allow notifications for this site in the browser’s settings, mostly behind the sign left of the address; then switch it on here.',
  absent:
    'Not there: this browser shows no notifications of this page. It takes a browser on a computer, and an address that begins with https or is this computer itself (localhost).',
}
const unanswered =
  'Not asked yet: the question of your browser went away without an answer. Switch it on again.'

/** Whether this browser tells when something waits. The browser is asked on this press only. */
export function NotificationsSwitch() {
  const state = useSyncExternalStore(onConsent, consent)
  const [isUnanswered, setUnanswered] = useState(false)
  async function press(isOn: boolean) {
    if (isOn) await turnOn()
    else turnOff()
    setUnanswered(isOn)
  }
  const isDisabled = state === 'blocked' || state === 'absent'
  return (
    <div className={formCss.form}>
      <Switch
        label="Tell me on this computer when something waits for me"
        description="While Front Office is open in a tab and you are elsewhere. It names the kind, the project and the agent, and nothing that an agent wrote."
        checked={state === 'on'}
        disabled={isDisabled}
        onChange={({ currentTarget: { checked } }) => void press(checked)}
      />
      <p role="status" className={formCss.refusal}>
        {state === 'not_asked' && isUnanswered ? unanswered : sentence[state]}
      </p>
    </div>
  )
}
