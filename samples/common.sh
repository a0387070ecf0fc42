# What the samples share: building the program, starting it in the background, reading its JSON, leaving nothing behind. Sourced, not run.
# Needs bash 3.2 or newer and, unless P2PSHARE names a program, the .NET 10 SDK.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# What is shown here needs nobody beyond this machine and whom it is told of.
export P2PSHARE_NO_DHT=true P2PSHARE_NO_LSD=true

scratch=$(mktemp -d "${TMPDIR:-/tmp}/p2pshare-sample.XXXXXX")

# The samples run on one machine and find each other through their own tracker.
export P2PSHARE_STATE_DIR="$scratch/state"

tidy() {
  local pid
  for pid in "$scratch"/*.pid; do
    if [ -e "$pid" ]; then kill "$(cat "$pid")" 2>/dev/null || true; fi
  done
  wait
  rm -rf "$scratch"
}
trap tidy EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
  echo "error: $1" >&2
  exit 1
}

# Makes `program`, an array: the command that runs p2pshare.
find_program() {
  if [ -n "${P2PSHARE:-}" ]; then
    program=("$P2PSHARE")
    return
  fi
  command -v dotnet >/dev/null || fail 'the .NET 10 SDK is needed: https://dotnet.microsoft.com/download'
  echo 'Building p2pshare (half a minute the first time) ...'
  dotnet build "$root/src/P2PShare.Cli" --configuration Release --nologo --verbosity quiet >"$scratch/build" 2>&1 || {
    cat "$scratch/build" >&2
    fail 'the build failed'
  }
  program=(dotnet "$root/src/P2PShare.Cli/bin/Release/net10.0/p2pshare.dll")
}

# start NAME ARGUMENT...: runs p2pshare in the background with --json. Each has a state folder of its own, as on a machine of its own.
start() {
  local name=$1
  shift
  : >"$scratch/$name.json"
  "${program[@]}" "$@" --json --state-dir "$scratch/state-$name" >>"$scratch/$name.json" 2>"$scratch/$name.log" &
  echo $! >"$scratch/$name.pid"
}

# stop NAME: asks it to end and waits until it has.
stop() {
  local pid
  pid=$(cat "$scratch/$1.pid")
  rm "$scratch/$1.pid"
  kill "$pid" 2>/dev/null || true
  wait "$pid" || fail "$1 ended with $?: $(cat "$scratch/$1.log")"
}

# wait_for NAME EVENT [COUNT]: until it has said so, in a minute at most.
wait_for() {
  local tries
  for ((tries = 0; tries < 600; tries++)); do
    if [ "$(grep -c "\"event\":\"$2\"" "$scratch/$1.json")" -ge "${3:-1}" ]; then return; fi
    kill -0 "$(cat "$scratch/$1.pid")" 2>/dev/null || fail "$1 ended too soon: $(cat "$scratch/$1.json" "$scratch/$1.log")"
    sleep 0.1
  done
  fail "$1 did not say \`$2\` within a minute: $(cat "$scratch/$1.json" "$scratch/$1.log")"
}

# field NAME EVENT FIELD: a number or text of the last such event.
field() {
  grep "\"event\":\"$2\"" "$scratch/$1.json" | tail -n 1 | value "$3"
}

# value FIELD <JSON: a number or text of a document, the first of that name.
value() {
  { grep -oE "\"$1\":\"?[^\",}]*" || true; } | sed -nE '1s/^"[^"]*":"?//p'
}

# human BYTES: as people say it.
human() {
  awk -v n="$1" 'BEGIN { split("B KiB MiB GiB TiB", unit); u = 1; while (n >= 1024 && u < 5) { n /= 1024; u++ } printf u == 1 ? "%d %s" : "%.1f %s", n, unit[u] }'
}
