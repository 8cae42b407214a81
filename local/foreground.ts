import type { Options } from './options.mjs'
import { type Product, startProduct } from './product.ts'
import type { Say } from './temporal-build.ts'

/** Runs the product until Ctrl-C. */
export async function runInForeground(options: Options, say: Say): Promise<void> {
  const stopping = new AbortController()
  let asked = 0
  // A second signal at once is the first, sent by npm or a shell as well; later it is somebody who can't wait.
  const giveUpIfImpatient = () => {
    if (Date.now() - asked > 1_500) process.exit(1)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) return giveUpIfImpatient()
      asked = Date.now()
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
