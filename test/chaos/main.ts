import { asksForScenario } from './scenarios/options.ts'
import { playScenario } from './scenarios/play.ts'
import { playSeed } from './seed.ts'

// `npm run chaos`: all of Front Office in a scratch folder, killed again and again, and held against the tool's log.
const words = process.argv.slice(2)
await (asksForScenario(words) ? playScenario(words) : playSeed(words))
process.exit()
