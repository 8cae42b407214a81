import type { TestProduct } from '../product.ts'

/** A running product with a gateway behind it: the practice gateway or a real OpenClaw. */
export interface World extends TestProduct {
  /** The effect tool's own log. */
  outbox: string
  /** Logs of the other tools, each its own: the message channel, the MCP server, and what the rival plugin rewrote. */
  messages: string
  notices: string
  rival: string
  killGateway(): Promise<void>
  /** As a crash; it stays away until what this answers is called. */
  takeGatewayAway(): Promise<() => Promise<void>>
  kill(part: 'control' | 'mac-mini'): void
  /** Sessions in which something runs on the gateway. */
  isRunning(sessionKey: string): Promise<boolean>
  /** What a run was asked is in the transcript: a gateway killed before that has nothing to take up again. */
  hasBegun(sessionKey: string): Promise<boolean>
  /** A call at the gateway that Front Office knows nothing of. */
  byHand<T>(method: string, params: Record<string, unknown>): Promise<T>
}

export interface Scenario {
  name: string
  run(world: World): Promise<void>
}
