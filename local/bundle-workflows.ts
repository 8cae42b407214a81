import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundleWorkflowCode } from '@temporalio/worker'
import { root } from './install.mjs'

// Run as a process of its own: the bundler's memory goes with it.
const [, , target = ''] = process.argv
const { code } = await bundleWorkflowCode({ workflowsPath: join(root, 'workflows/index.ts') })
writeFileSync(`${target}.new`, code)
renameSync(`${target}.new`, target)
