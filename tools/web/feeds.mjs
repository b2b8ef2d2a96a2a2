// Reads every calendar of a running newsroom with two readers that front ends use,
// and compares what they find with what the API says:
//
//	node tools/web/feeds.mjs PASSWORD http://127.0.0.1:18099
//
// Before that it publishes the series of the acceptance case E04, with an exception,
// an addition and an occurrence that was moved.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const [password, base] = process.argv.slice(2)
const most = 100 // occurrences compared of one event

async function ask(path, { method = 'GET', body, headers = {} } = {}) {
  if (body) headers['Content-Type'] = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
  const answer = await fetch(new URL(path, base), { method, headers, body: body && JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return answer
}

const json = async (path) => (await ask(path)).json()

// publishE04 makes the series of the acceptance case, as an editor would.
async function publishE04() {
  const login = { email: 'editor-in-chief@newsdesk.test', password, transport: 'body' }
  const { access_token: token } = await (await ask('/v1/auth/login', { method: 'POST', body: login })).json()
  const zone = 'Asia/Ho_Chi_Minh'
  let at = '/v1/editorial/events'
  let etag
  const edit = async (method, path, body) => {
    const answer = await ask(at + path, { method, body, headers: { Authorization: `Bearer ${token}`, ...(etag && { 'If-Match': etag }) } })
    etag = answer.headers.get('etag')
    return answer
  }
  const made = await edit('POST', '', {
    title: 'Sinh hoạt chi đoàn', start: { local: '2020-03-24T14:00', timezone: zone },
    recurrence: { rrule: 'FREQ=WEEKLY;COUNT=4', exdates: [], rdates: ['2020-04-02T09:00'] },
  })
  at += `/${(await made.json()).id}`
  await edit('DELETE', '/occurrences/20200331T140000')
  await edit('PATCH', '/occurrences/20200407T140000', { start: { local: '2020-04-08T09:00' } })
  await edit('POST', '/publish')
}

// starts lists the first occurrences of an event as calendars write them.
async function starts(event) {
  const found = []
  const year = Number((event.start.local ?? event.start.date).slice(0, 4))
  let next = `/v1/events/${event.id}/occurrences?from=${year}-01-01&to=${year + 10}-01-01&limit=100`
  while (next && found.length < most) {
    const page = await json(next)
    for (const o of page.data) found.push(o.start.instant ?? o.start.date)
    next = page.page.next
  }
  return found.slice(0, most)
}

await publishE04()
const events = []
for (const when of ['', 'when=past&']) {
  for (let next = `/v1/events?${when}limit=100`; next;) {
    const page = await json(next)
    events.push(...page.data)
    next = page.page.next
  }
}
const folder = mkdtempSync(join(tmpdir(), 'calendars-'))
try {
  const all = {}
  const check = (calendar, expected) => {
    const file = join(folder, 'expected.json')
    writeFileSync(file, JSON.stringify(expected))
    const run = spawnSync(process.execPath, [new URL('calendars.mjs', import.meta.url).pathname, new URL(calendar, base).href, file], { stdio: 'inherit' })
    if (run.status !== 0) process.exit(1)
  }
  for (const { id } of events) {
    const event = await json(`/v1/events/${id}`)
    const expected = { [event.uid]: await starts(event) }
    if (event.lifecycle !== 'ended' && Date.parse(event.start.instant ?? event.start.date) < Date.now() + 400 * 86_400_000) Object.assign(all, expected)
    check(`/v1/events/${id}/calendar.ics`, expected)
  }
  check('/feeds/events.ics', all)
  console.log(`${events.length} calendars and the feed of ${Object.keys(all).length} events are read alike`)
} finally {
  rmSync(folder, { recursive: true })
}
