#!/usr/bin/env bash
# Many folders at once: makes a torrent of each, seeds them all from one process, gets them all with another, compares.
#
#   samples/batch-sharing.sh            makes a few albums up and shares them on this machine
#   samples/batch-sharing.sh FOLDER...  does the same with yours
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

find_program

if [ $# -gt 0 ]; then
  folders=()
  for folder in "$@"; do folders+=("$(cd "$folder" && pwd)"); done
else
  folders=()
  for album in 'autumn walks' 'boat repairs' 'choir evening' 'dog portraits' 'elder flowers'; do
    mkdir -p "$scratch/albums/$album"
    cp "$root/samples/trip/pictures/"*.png "$scratch/albums/$album/"
    echo "Notes on $album" >"$scratch/albums/$album/notes.txt"
    folders+=("$scratch/albums/$album")
  done
fi

start tracker tracker --http 127.0.0.1:0 --udp none --interval 10s
wait_for tracker listening
announce="http://127.0.0.1:$(field tracker listening port)/announce"

# One command makes them all, and prints one JSON document, a list.
mkdir "$scratch/torrents"
"${program[@]}" create "${folders[@]}" --output "$scratch/torrents/" --tracker "$announce" --json --quiet >"$scratch/created.json"
count=$(find "$scratch/torrents" -name '*.torrent' | wc -l | tr -d ' ')
[ "$count" = "${#folders[@]}" ] || fail "$count torrents were made of ${#folders[@]} folders"
echo "Made $count torrents."

# One process seeds them all: hashed a moment ago, they are shared straight from where they lie.
start seed seed "${folders[@]}" --tracker "$announce" --bind 127.0.0.1 --port 0
wait_for seed seeding "$count"
echo "One process seeds $count torrents."

start friend get "$scratch/torrents/"*.torrent --output "$scratch/got" --bind 127.0.0.1 --port 0
wait_for friend completed "$count"
stop friend
stop seed
stop tracker

for folder in "${folders[@]}"; do
  diff -r "$folder" "$scratch/got/$(basename "$folder")" || fail "$folder differs"
done

echo "All $count were got and are the same, byte for byte:"
grep '"event":"result"' "$scratch/friend.json" | while read -r line; do
  printf '  %-24s %s in %s s\n' "$(basename "$(value path <<<"$line")")" "$(human "$(value downloaded <<<"$line")")" "$(value elapsed <<<"$line")"
done
