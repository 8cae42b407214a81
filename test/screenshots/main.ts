import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '../../local/install.mjs'
import { interruptedSignal } from '../../local/interrupted.ts'
import { makeSampleFolder } from '../../local/portfolio/sample/make-folder.ts'
import { emails } from '../../local/portfolio/sample/people.ts'
import { startProduct } from '../../local/product.ts'
import { takePictures } from './pictures.ts'

// npm run screenshots [-- --only home,task]: every page, from a sample of its own, into docs/images.
const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } })
const only = values.only.split(',').filter(Boolean)
const folder = join(root, 'docs/images')
const started = performance.now()
const say = (line: string) =>
  console.log(`[${((performance.now() - started) / 1_000).toFixed(0).padStart(4)} s] ${line}`)

const dataDir = mkdtempSync(join(tmpdir(), 'front-office-pictures-'))
// Postgres runs as another user where this is root.
chmodSync(dataDir, 0o711)
const signal = interruptedSignal()
try {
  const password = randomBytes(12).toString('base64url')
  await makeSampleFolder({ dataDir, password, say, port: 0, signal })
  const product = await startProduct({ dataDir, port: 0, say, signal })
  try {
    mkdirSync(folder, { recursive: true })
    if (only.length === 0)
      for (const name of readdirSync(folder)) if (name.endsWith('.png')) rmSync(join(folder, name))
    const count = await takePictures({ url: product.url, email: emails.Mara, password, folder, only, say })
    say(`${count} pictures in docs/images`)
  } finally {
    await product.stop()
  }
} catch (error) {
  console.error(signal.aborted ? 'stopped' : error)
  process.exitCode = signal.aborted ? 130 : 1
} finally {
  rmSync(dataDir, { recursive: true, force: true })
}
process.exit()
