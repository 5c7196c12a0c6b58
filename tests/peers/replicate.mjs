// The same records by PouchDB: what is written here goes to a CouchDB-like server by replication,
// as a desk would do it that is built on that. Run by `wire_peers` in the folder where npm has put
// both. Says one line of JSON for each step, with the milliseconds it took.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import path from 'node:path'

const [folder, remote, records, data] = process.argv.slice(2)
const require = createRequire(path.join(folder, 'package.json'))
const PouchDB = require('pouchdb')

const here = new PouchDB(path.join(data, 'station'))
const there = new PouchDB(`${remote}/station`)

/** Replicates once and says how long that took. */
async function send(step) {
  const begun = performance.now()
  const done = await here.replicate.to(there)
  const took = performance.now() - begun
  if (!done.ok) throw new Error(`${step} did not go through`)
  process.stdout.write(`${JSON.stringify({ step, took, written: done.docs_written })}\n`)
  // The next step begins when this line has been read.
  await new Promise((resolve) => process.stdin.once('data', resolve))
}

// What comes first makes the database there and leaves the line warm.
await here.put({ _id: 'first' })
await send('first')
const { one, many } = JSON.parse(readFileSync(records, 'utf8'))
await send('nothing')
for (const record of one) await here.put(record)
await send('one case')
await here.bulkDocs(many)
await send('many events')
process.exit(0)
