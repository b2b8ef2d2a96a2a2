// Writes the vectors that recurrence rules are held to: 3,000 rules within what
// the program allows, each with its start and the occurrences that ical.js finds.
//
//	node tools/web/rules.mjs | gzip -9n > internal/almanac/testdata/rules.txt.gz
//
// A line is the rule, its start, and up to 40 occurrences after it, as days since
// the start. The random numbers are always the same. ical.js follows rules that
// select nothing for ever, so a worker does the work, and a new one goes on after
// the rule that the last one was lost in.
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'
import ICAL from 'ical.js'

const wanted = 3000
const patience = 300 // milliseconds

const day = 86_400_000
let state
const random = (n) => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
  return Math.floor((state / 0x80000000) * n)
}
const one = (values) => values[random(values.length)]
const some = (values, most) => {
  const all = new Set()
  for (let n = 1 + random(most); n > 0; n--) all.add(one(values))
  return [...all].sort((a, b) => values.indexOf(a) - values.indexOf(b)).join(',')
}
const range = (a, b) => Array.from({ length: b - a + 1 }, (_, i) => a + i)
const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

function rule() {
  const freq = one(['DAILY', 'WEEKLY', 'WEEKLY', 'MONTHLY', 'MONTHLY', 'MONTHLY', 'YEARLY'])
  const parts = [`FREQ=${freq}`]
  if (random(2)) parts.push(`INTERVAL=${1 + random(5)}`)
  const inMonths = freq !== 'MONTHLY' && random(3) === 0
  const months = inMonths ? some(range(1, 12), 4) : ''
  if (inMonths) parts.push(`BYMONTH=${months}`)
  const days = (freq === 'MONTHLY' || (freq === 'YEARLY' && inMonths)) && random(3) === 0
  if (days) parts.push(`BYMONTHDAY=${some(inMonths ? range(1, 28) : [...range(1, 31), -1, -2, -3, -31], 4)}`)
  if (random(2) && !(days && inMonths)) {
    const ordinal = (freq === 'MONTHLY' || freq === 'YEARLY') && random(2)
    parts.push(`BYDAY=${some(ordinal ? weekdays.flatMap((d) => [1, 2, 3, 4, 5, -1, -2].map((n) => n + d)) : weekdays, 3)}`)
    if (!ordinal && !days && freq === 'MONTHLY' && random(2)) parts.push(`BYSETPOS=${some([1, 2, 3, -1, -2], 2)}`)
  }
  if (random(3) === 0) parts.push(`WKST=${one(weekdays)}`)
  return parts.join(';')
}

// occurrences lists up to n of them, or fewer where the years get too many.
function occurrences(text, start, n) {
  const found = []
  const iterator = ICAL.Recur.fromString(text).iterator(start)
  for (let next = iterator.next(); next && found.length < n && next.year < start.year + 60; next = iterator.next()) found.push(next.clone())
  return found
}

// line is a vector made of the nth seed, or nothing if its rule is of no use.
function line(n) {
  state = (20200324 + n * 7919) & 0x7fffffff
  random(2)
  let text = rule()
  const anchor = ICAL.Time.fromData({ year: 1990 + random(45), month: 1 + random(12), day: 1 + random(28), hour: 9, minute: 0, second: 0 })
  try {
    const start = occurrences(text, anchor, 4)[3] // a start that is one of the rule's own days
    if (!start) return
    if (random(4) === 0) text += `;COUNT=${1 + random(30)}`
    else if (random(4) === 0) text += `;UNTIL=${start.year + random(4)}1231T235959`
    const days = occurrences(text, start, 41).map((t) => Math.round((t.toJSDate() - start.toJSDate()) / day))
    if (days[0] === 0) return `${text}\t${start.toString()}\t${days.slice(1).join(' ')}`
  } catch { /* ical.js refuses what RFC 5545 forbids */ }
}

function work() {
  for (let n = workerData; ; n++) {
    parentPort.postMessage([n])
    const made = line(n)
    if (made) parentPort.postMessage([n, made])
  }
}

// gather takes lines from workers until there are enough.
function gather(from, written) {
  const worker = new Worker(new URL(import.meta.url), { workerData: from })
  let last = from
  const lost = () => worker.terminate().then(() => gather(last + 1, written))
  let timer = setTimeout(lost, patience)
  worker.on('message', ([n, made]) => {
    clearTimeout(timer)
    last = n
    if (made) written.add(made)
    if (written.size >= wanted) {
      for (const one of [...written].slice(0, wanted)) console.log(one)
      process.exit(0)
    }
    timer = setTimeout(lost, patience)
  })
}

if (isMainThread) gather(0, new Set())
else work()
