#!/bin/sh
# Crawl what is due, rest a minute, again, until told to stop. The first SIGTERM lets a crawl finish what is in hand.
# Ends with monitor's own code where a person is needed: 12 configuration, 14 ledger.

rest=${MONITOR_REST:-60}
child=
stopping=

stop() {
  stopping=yes
  [ -n "$child" ] && kill -TERM "$child" 2>/dev/null
}
trap stop TERM INT

# A signal ends `wait` before the child has ended: wait again, until it has.
follow() {
  "$@" &
  child=$!
  wait "$child"
  code=$?
  while kill -0 "$child" 2>/dev/null; do
    wait "$child"
    code=$?
  done
  child=
}

follow monitor status --quiet >/dev/null 2>&1
# Code 10: monitor.toml is there and its ledger is not, so this is the first start.
[ "$code" -eq 10 ] && [ -f monitor.toml ] && follow monitor init . --no-input

while [ -z "$stopping" ]; do
  follow monitor crawl --due
  case $code in
    10 | 12 | 14) exit "$code" ;;
  esac
  [ -n "$stopping" ] && break
  follow sleep "$rest"
done
exit 0
