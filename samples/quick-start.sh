#!/usr/bin/env bash
# Shares samples/trip through our own tracker from one process, gets it with two others at once, compares, and shows who gave what to whom.
# Everything happens on this machine; nothing is left behind. Exits with 0 when both friends have the same as the seed, byte for byte.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

find_program

start tracker tracker --http 127.0.0.1:0 --udp none --interval 10s
wait_for tracker listening
announce="http://127.0.0.1:$(field tracker listening port)/announce"
echo "1. A tracker, which tells peers of each other:   $announce"

created=$("${program[@]}" create "$root/samples/trip" --output "$scratch/trip.torrent" --tracker "$announce" --json --quiet)
echo "2. A torrent of samples/trip:                    $(value file_count <<<"$created") files, $(human "$(value total_length <<<"$created")") in $(value piece_count <<<"$created") pieces, info-hash $(value info_hash <<<"$created")"

# The seed is slow, so that the friends have a reason to help each other.
start seed seed "$scratch/trip.torrent" --data "$root/samples" --bind 127.0.0.1 --port 0 --max-upload 64KiB
wait_for seed seeding
echo '3. One process seeds it, two friends get it at the same time ...'

for friend in ana ben; do
  start "$friend" get "$scratch/trip.torrent" --output "$scratch/$friend" --bind 127.0.0.1 --port 0
done
for friend in ana ben; do
  wait_for "$friend" completed
done

for friend in ana ben; do
  diff -r "$root/samples/trip" "$scratch/$friend/trip" || fail "$friend got something else"
done
echo '4. Both copies are the same as the original, byte for byte.'

stop ana
stop ben
stop seed
stop tracker

# Nobody but the other friend takes from a friend: so what one sent is what the other got from there.
from_ana=$(field ana result uploaded)
from_ben=$(field ben result uploaded)
echo
printf '   %-5s  %14s  %18s  %18s\n' '' 'got in all' 'from the seed' 'from the friend'
printf '   %-5s  %14s  %18s  %18s\n' Ana "$(human "$(field ana result downloaded)")" "$(human $(($(field ana result downloaded) - from_ben)))" "$(human "$from_ben")"
printf '   %-5s  %14s  %18s  %18s\n' Ben "$(human "$(field ben result downloaded)")" "$(human $(($(field ben result downloaded) - from_ana)))" "$(human "$from_ana")"
