#!/usr/bin/env bash
# How fast it is on this machine, beside what other clients are installed (aria2, mktorrent): making a torrent of one file, checking the
# file against it, and a seed and a friend on this machine. Data lies in memory.
#
#   samples/how-fast.sh [MIB]    how large the file is: 1024 MiB, of which twice as much must be free
#
# Each is run three times and the median printed. P2PSHARE names the program as it is published, else that is done first.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

mib=${1:-1024}
runs=3

if [ -z "${P2PSHARE:-}" ]; then
  echo 'Publishing the program: one or two minutes.'
  dotnet publish "$root/src/P2PShare.Cli" -c Release --use-current-runtime -o "$scratch/published" --verbosity quiet
  P2PSHARE=$scratch/published/p2pshare
fi
find_program

memory=$(mktemp -d -p /dev/shm p2pshare-how-fast-XXXXXX)
trap 'tidy; rm -rf "$memory"' EXIT
data=$memory/film.bin
torrent=$memory/film.torrent

# seconds WHAT COMMAND...: the median of the runs; `fresh` is called ahead of each.
seconds() {
  local what=$1 run times=() begin
  shift
  for run in $(seq "$runs"); do
    fresh
    begin=$(date +%s.%N)
    "$@" >"$scratch/said" 2>&1 || { cat "$scratch/said"; fail "$what did not work"; }
    times+=("$(echo "$begin $(date +%s.%N)" | awk '{ printf "%.2f", $2 - $1 }')")
  done
  printf '%s\n' "${times[@]}" | sort -n | awk -v what="$what" -v mib="$mib" -v middle=$(((runs + 1) / 2)) \
    'NR == middle { printf "%-26s %6.2f s %7d MB/s\n", what, $1, mib * 1.048576 / $1 }'
}

fresh() { rm -rf "$memory/out" "$memory/other.torrent"; }

has() { command -v "$1" >/dev/null; }

head -c "${mib}M" /dev/urandom >"$data"
start tracker tracker --http 127.0.0.1:0 --udp none
wait_for tracker listening
announce="http://127.0.0.1:$(field tracker listening port)/announce"
"${program[@]}" create "$data" -o "$torrent" -t "$announce" -l 1MiB --format v1 --quiet >/dev/null

seconds 'create: p2pshare' "${program[@]}" create "$data" -o "$memory/other.torrent" -l 1MiB --format v1 --quiet
if has mktorrent; then seconds 'create: mktorrent' mktorrent -t "$(nproc)" -l 20 -o "$memory/other.torrent" "$data"; fi

seconds 'check: p2pshare' "${program[@]}" verify "$torrent" "$memory" --quiet
if has aria2c; then seconds 'check: aria2' aria2c --no-conf --check-integrity --hash-check-only --seed-time=0 --enable-dht=false --dir "$memory" "$torrent"; fi

alone=(--no-dht --no-lsd --bind 127.0.0.1 --port 0 --quiet)
start seed seed "$torrent" --data "$memory" "${alone[@]}"
wait_for seed seeding
seconds 'share: seed and friend' "${program[@]}" get "$torrent" -o "$memory/out" --no-seed "${alone[@]}"
cmp "$data" "$memory/out/film.bin"
