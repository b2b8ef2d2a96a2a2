#!/usr/bin/env python3
"""Writes zones.txt.gz: what the zoneinfo module of Python says of the wall clocks
around every change of offset from 2019 to 2030, in every zone. It is the table
that the resolver of this package is held to, and shares no code with it.

    python3 zones.py > zones.txt.gz

A line is a zone, its changes as UNIX seconds with the offset from then on, and
wall clocks with the instants that they are, both as seconds; the values of a
column are written as differences to the one before. fold=0 is what RFC 5545
section 3.3.5 asks for: the first of two, and the offset from before a gap.
"""
import gzip
import sys
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

UTC = timezone.utc
FIRST = int(datetime(2019, 1, 1, tzinfo=UTC).timestamp())
LAST = int(datetime(2031, 1, 1, tzinfo=UTC).timestamp())
EPOCH = datetime(1970, 1, 1)


def offset(zone, at):
    return int(datetime.fromtimestamp(at, UTC).astimezone(zone).utcoffset().total_seconds())


def changes(zone):
    """Yields (instant, offset before, offset after), found by bisection."""
    step = 6 * 3600
    at, was = FIRST, offset(zone, FIRST)
    while at < LAST:
        now = offset(zone, at + step)
        if now != was:
            low, high = at, at + step
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (low, middle) if offset(zone, middle) != was else (middle, high)
            yield high, was, now
        at, was = at + step, now


def instant(zone, wall):
    shown = EPOCH + timedelta(seconds=wall)
    return int(shown.replace(tzinfo=zone, fold=0).timestamp())


def walls(at, before, after):
    low, high = sorted((at + before, at + after))
    return sorted({low - 1, low, (low + high) // 2, high - 1, high, high + 3600})


def differences(values):
    last = 0
    for value in values:
        yield str(value - last)
        last = value


def lines():
    for name in sorted(available_timezones()):
        if name == "localtime" or name.startswith(("posix/", "right/")):
            continue
        zone = ZoneInfo(name)
        found = list(changes(zone))
        all_walls = [w for c in found for w in walls(*c)] or [FIRST]
        yield "\t".join((
            name,
            " ".join(differences(c[0] for c in found)),
            " ".join(str(c[2]) for c in found),
            " ".join(differences(all_walls)),
            " ".join(str(w - instant(zone, w)) for w in all_walls),
        ))


with gzip.GzipFile(fileobj=sys.stdout.buffer, mode="wb", mtime=0) as out:
    out.write(("\n".join(lines()) + "\n").encode())
