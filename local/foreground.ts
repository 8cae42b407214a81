import type { Options } from './options.mjs'
import { type Product, startProduct } from './product.ts'
import type { Say } from './temporal-build.ts'

/** Runs the product until Ctrl-C. */
export async function runInForeground(options: Options, say: Say): Promise<void> {
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // The second one is from somebody who can't wait; the next start ends what is left.
      if (stopping.signal.aborted) process.exit(1)
      say(`stopping (${signal})`)
      stopping.abort()
    })
  }
  const starting = startProduct({
    dataDir: options.data,
    port: options.port,
    isEmpty: options.isEmpty,
    hasPractice: options.hasPractice,
    say,
    signal: stopping.signal,
  })
  stopping.signal.addEventListener('abort', async () => {
    const product = await starting.catch(() => null)
    await product?.stop()
    say('stopped')
    process.exit(0)
  })
  const product = await starting.catch((error) => {
    if (stopping.signal.aborted) return null
    throw error
  })
  if (!product || stopping.signal.aborted) return
  say('ready')
  console.log(welcome(product))
}

const welcome = (product: Product) => `
  Front Office   ${product.url}
  Temporal UI    ${product.temporal.uiUrl ?? `of the server at ${product.temporal.address} (TEMPORAL_UI_URL makes links to it)`}
  Kept in        ${product.dataDir}
  Stop           Ctrl-C

  ${product.setUpUrl ? `Create the owner's account (this link works once):\n  ${product.setUpUrl}` : `Sign in: ${product.url}/sign-in`}
`
