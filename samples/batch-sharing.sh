#!/usr/bin/env bash
# Many folders at once: makes a torrent of each and seeds them all by one manifest, gets them all with another process, compares.
#
#   samples/batch-sharing.sh            makes a few albums up and shares them on this machine
#   samples/batch-sharing.sh FOLDER...  does the same with yours
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

find_program

mkdir "$scratch/albums"
if [ $# -gt 0 ]; then
  for folder in "$@"; do cp -R "${folder%/}" "$scratch/albums/"; done
else
  for album in 'autumn walks' 'boat repairs' 'choir evening' 'dog portraits' 'elder flowers'; do
    mkdir "$scratch/albums/$album"
    cp "$root/samples/trip/pictures/"*.png "$scratch/albums/$album/"
    echo "Notes on $album" >"$scratch/albums/$album/notes.txt"
  done
fi
count=$(find "$scratch/albums" -mindepth 1 -maxdepth 1 | wc -l | tr -d ' ')

start tracker tracker --http 127.0.0.1:0 --udp none --interval 10s
wait_for tracker listening
announce="http://127.0.0.1:$(field tracker listening port)/announce"

# One manifest makes a torrent of every album and seeds it. Its paths start where it lies.
sed "s|ANNOUNCE|$announce|" "$root/samples/albums.yaml" >"$scratch/albums.yaml"
start batch batch "$scratch/albums.yaml"
wait_for batch seeding "$count"
[ "$(find "$scratch/torrents" -name '*.torrent' | wc -l)" -eq "$count" ] || fail "not all of $count torrents were made"
echo "One batch made $count torrents and seeds them."

start friend get "$scratch/torrents/"*.torrent --output "$scratch/got" --bind 127.0.0.1 --port 0
wait_for friend completed "$count"
stop friend
stop batch
stop tracker

diff -r "$scratch/albums" "$scratch/got" || fail 'what was got differs'

echo "All $count were got and are the same, byte for byte:"
grep '"event":"result"' "$scratch/friend.json" | while read -r line; do
  printf '  %-24s %s in %s s\n' "$(basename "$(value path <<<"$line")")" "$(human "$(value downloaded <<<"$line")")" "$(value elapsed <<<"$line")"
done
