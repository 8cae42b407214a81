import { Section } from '../../ui/Section.tsx'
import css from './ConnectHelp.module.css'

/** The way of README.md, "Connect a real OpenClaw". Which part of the file is read when: openclaw-client.ts. */
export function ConnectHelp() {
  return (
    <Section title="Connect a real OpenClaw" note="on the machine of the worker">
      <ol className={css.steps}>
        <li>
          In OpenClaw set <code>gateway.bind</code> to <code>loopback</code> and{' '}
          <code>gateway.auth.mode</code> to <code>token</code>, with a token of your own.
        </li>
        <li>
          In the worker’s file <code>.data/mac-mini/config.json</code> set <code>gatewayUrl</code>, for
          example <code>ws://127.0.0.1:18789</code>, and <code>gatewayToken</code>. These two fields stay
          yours; the others are written anew at each start.
        </li>
        <li>
          Start again: Ctrl-C, then <code>npm start</code>. The practice gateway is not started any more.
        </li>
        <li>
          In another terminal: <code>npm run gateway -- install-plugin</code>. It says what it changes in the
          gateway and asks. Then the executor becomes ready by itself within seconds.
        </li>
      </ol>
      <p className={css.rest}>
        A connected worker keeps its gateway, so another one in the file counts from the next start. While the
        gateway is down or refuses the worker, both fields are read again every few seconds: correct them and
        wait. Delete the file and start again to go back to practice.
      </p>
    </Section>
  )
}
