// Checks calendars with two readers that others use: they are to see each event
// at the times at which it takes place.
//
//	node calendars.mjs FILE.ics... EXPECTED.json
//
// FILE is a path or an http address. EXPECTED has the starts of the first 100
// occurrences for each UID, sorted: {"uid": ["2020-03-24T07:00:00Z", "2020-03-24"]},
// with days for events of whole days and without the Z for floating times. An
// occurrence that is cancelled counts, since readers show it; one that is left
// out does not.
import { readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import ICAL from "ical.js";
import nodeIcal from "node-ical";

// node-ical takes days for those of the machine.
process.env.TZ = "UTC";

const most = 100; // occurrences of an event that are compared
const ahead = most + 50; // that are looked at, because some are moved
const problems = [];

async function load(place) {
  if (!/^https?:/.test(place)) return readFile(place, "utf8");
  const answer = await fetch(place);
  if (!answer.ok) throw new Error(`${place}: ${answer.status}`);
  return answer.text();
}

const inUTC = (date) => date.toISOString().replace(".000Z", "Z");
const firstOf = (starts) => starts.toSorted().slice(0, most);

// icalJS expands with ical.js, which reckons with the VTIMEZONEs of the file.
function icalJS(text) {
  const parsed = ICAL.parse(text);
  const calendars = (typeof parsed[0] === "string" ? [parsed] : parsed).map((one) => new ICAL.Component(one));
  const seen = {};
  for (const calendar of calendars) {
    wantZones(calendar);
    const events = calendar.getAllSubcomponents("vevent");
    const groups = groupBy(events, uidOf);
    for (const [uid, group] of groups) seen[uid] = firstOf([...(seen[uid] ?? []), ...startsOf(group)]);
  }
  return seen;
}

function groupBy(items, key) {
  const groups = new Map();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

const uidOf = (event) => event.getFirstPropertyValue("uid");

// wantZones finds times whose zone does not stand in the file. ical.js would
// take them for floating ones.
function wantZones(calendar) {
  for (const event of calendar.getAllSubcomponents("vevent")) {
    for (const property of event.getAllProperties()) {
      const zone = property.getFirstParameter("tzid");
      if (zone && !calendar.getTimeZoneByID(zone)) {
        problems.push(`${uidOf(event)}: ${property.name} is in ${zone}, which has no VTIMEZONE`);
      }
    }
  }
}

function startsOf(group) {
  const exceptions = group.filter((event) => event.hasProperty("recurrence-id"));
  const masters = group.filter((event) => !event.hasProperty("recurrence-id"));
  if (masters.length > 1) problems.push(`${uidOf(masters[0])}: ${masters.length} events have this UID`);
  if (masters.length === 0) return exceptions.map((event) => written(new ICAL.Event(event).startDate));
  const event = new ICAL.Event(masters[0], { exceptions, strictExceptions: false });
  if (!event.isRecurring()) return [written(event.startDate)];
  const starts = [];
  const times = event.iterator();
  for (let next = times.next(); next && starts.length < ahead; next = times.next()) {
    starts.push(written(event.getOccurrenceDetails(next).startDate));
  }
  return starts;
}

function written(time) {
  if (time.isDate || time.zone === ICAL.Timezone.localTimezone) return time.toString();
  return inUTC(time.toJSDate());
}

// nodeICAL expands with node-ical, which reckons with the zones of Node. It knows
// neither RDATE nor RANGE, and takes floating times for those of the first zone of
// the file, so that events with these are not compared.
function nodeICAL(text, expected) {
  const plain = text.replaceAll(/\r?\n[ \t]/g, "");
  const seen = {};
  for (const event of Object.values(nodeIcal.sync.parseICS(text))) {
    if (event.type !== "VEVENT" || knownToFew(plain, event.uid)) continue;
    const wanted = expected[event.uid] ?? [];
    const to = wanted.length < most ? new Date("2200-01-01") : new Date(Date.parse(wanted.at(-1)) + 86_400_000);
    const starts = nodeIcal
      .expandRecurringEvent(event, { from: new Date("1900-01-01"), to, expandOngoing: true })
      .map(({ start, isFullDay }) => (isFullDay ? inUTC(start).slice(0, 10) : inUTC(start)));
    seen[event.uid] = firstOf([...(seen[event.uid] ?? []), ...starts]);
  }
  return seen;
}

function knownToFew(plain, uid) {
  return plain
    .split("BEGIN:VEVENT")
    .some((event) => event.includes(`\nUID:${escaped(uid)}`) && /\n(RDATE|RECURRENCE-ID[^:\n]*RANGE=|DTSTART:\d+T\d+\r?\n)/.test(event));
}

const escaped = (text) => text.replaceAll(/[\\;,]/g, "\\$&").replaceAll("\n", "\\n");

function compare(reader, seen, expected, uids) {
  for (const uid of uids) {
    const [got, want] = [seen[uid] ?? [], expected[uid] ?? []];
    if (isDeepStrictEqual(got, want)) continue;
    problems.push(
      [
        `${uid}: ${reader} sees ${got.length} occurrences, want ${want.length}`,
        ...want.filter((start) => !got.includes(start)).map((start) => `  - ${start}`),
        ...got.filter((start) => !want.includes(start)).map((start) => `  + ${start}`),
      ].join("\n"),
    );
  }
}

const places = process.argv.slice(2);
if (places.length < 2) {
  console.error("usage: node calendars.mjs FILE.ics... EXPECTED.json");
  process.exit(2);
}
const expected = JSON.parse(await load(places.pop()));
for (const uid of Object.keys(expected)) expected[uid] = firstOf(expected[uid]);

const [byICAL, byNode] = [{}, {}];
for (const place of places) {
  const text = await load(place);
  Object.assign(byICAL, icalJS(text));
  Object.assign(byNode, nodeICAL(text, expected));
}
compare("ical.js", byICAL, expected, new Set([...Object.keys(expected), ...Object.keys(byICAL)]));
compare("node-ical", byNode, expected, Object.keys(byNode));
if (Object.keys(byNode).length === 0 && Object.keys(expected).length > 0) console.log("node-ical: nothing that it knows");

if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exit(1);
}
const count = Object.values(expected).reduce((sum, starts) => sum + starts.length, 0);
console.log(`${Object.keys(byICAL).length} events with ${count} occurrences, of which node-ical knows ${Object.keys(byNode).length} events: as expected`);
