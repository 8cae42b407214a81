import { exempt, filesOfRepository, limits, medianOf, medianOffences, offences, roomSizes } from './sizes.ts'

const files = filesOfRepository()
const bare = (path: string, room: string) => path.replace(`${room}/`, '')
console.log(
  `${'room'.padEnd(12)}${'files'.padStart(6)}${'median'.padStart(8)}  ${'longest file'.padEnd(54)}longest function`,
)
for (const { room, files: count, median, longestFile, longestFunction } of roomSizes(files)) {
  const file = `${longestFile.lines} ${bare(longestFile.path, room)}`
  const most = longestFunction && `${longestFunction.lines} ${longestFunction.name}`
  const counts = `${String(count).padStart(6)}${String(median).padStart(8)}`
  console.log(`${room.padEnd(12)}${counts}  ${file.padEnd(54)}${most ?? ''}`)
}
console.log(`${'all'.padEnd(12)}${String(files.length).padStart(6)}${String(medianOf(files)).padStart(8)}`)
console.log(
  `limits: file ${limits.code} lines, test ${limits.tests}, function ${limits.function}, component ${limits.component}, median of all ${limits.median}; exempt: ${exempt.join(', ') || 'none'}`,
)
const found = [...medianOffences(files), ...offences(files, exempt)]
for (const offence of found) console.error(`too long: ${offence}`)
process.exit(found.length > 0 ? 1 : 0)
