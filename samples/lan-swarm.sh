#!/usr/bin/env bash
# A private swarm on a LAN: one machine runs a tracker that serves this one torrent and nothing else, and seeds; the others join.
#
#   samples/lan-swarm.sh host FOLDER [ADDRESS]   on the machine that has the folder; ADDRESS is its own on the LAN
#   samples/lan-swarm.sh join TORRENT [DIR]      on the others, with the torrent file that the host made
#   samples/lan-swarm.sh                         shows both on this machine alone
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

own_address() {
  hostname -I 2>/dev/null | awk '{ print $1 }' || true
}

# host FOLDER ADDRESS TORRENT: makes a private torrent, runs a tracker that allows only this one, seeds.
host() {
  local folder=$1 address=$2 torrent=$3 announce
  # The allow list needs the info-hash and the torrent needs the tracker's address, which the info-hash does not cover:
  # so the hash comes first, the tracker second, and the announce URL goes in last.
  "${program[@]}" create "$folder" --output "$torrent" --private --json --quiet | value info_hash >"$scratch/allowed"
  start tracker tracker --http "$address:0" --udp none --allow "$scratch/allowed"
  wait_for tracker listening
  announce="http://$address:$(field tracker listening port)/announce"
  "${program[@]}" edit "$torrent" --tracker "$announce" --quiet >/dev/null
  start seed seed "$torrent" --data "$(dirname "$folder")" --bind "$address" --port 0
  wait_for seed seeding
  echo "Seeding $(basename "$folder") to whoever has $torrent. The tracker's page: http://$address:$(field tracker listening port)/"
}

join() {
  "${program[@]}" get "$1" --output "${2:-.}"
}

find_program
case ${1:-} in
  host)
    [ -d "${2:-}" ] || fail 'which folder?'
    address=${3:-$(own_address)}
    [ -n "$address" ] || fail 'cannot tell the address of this machine on the LAN: give it as ADDRESS'
    folder=$(cd "$2" && pwd)
    host "$folder" "$address" "$(basename "$folder").torrent"
    echo 'Ctrl-C ends it.'
    wait
    ;;
  join)
    [ -n "${2:-}" ] || fail 'which torrent?'
    join "$2" "${3:-.}"
    ;;
  '')
    host "$root/samples/trip" 127.0.0.1 "$scratch/trip.torrent"
    for guest in one two three; do
      start "$guest" get "$scratch/trip.torrent" --output "$scratch/$guest" --bind 127.0.0.1 --port 0
    done
    for guest in one two three; do
      wait_for "$guest" completed
      diff -r "$root/samples/trip" "$scratch/$guest/trip" || fail "guest $guest got something else"
    done
    echo 'Three guests have it, byte for byte.'

    # Whoever comes with another torrent is turned away.
    mkdir "$scratch/other"
    echo 'not invited' >"$scratch/other/note.txt"
    start stranger seed "$scratch/other" --tracker "http://127.0.0.1:$(field tracker listening port)/announce" --bind 127.0.0.1 --port 0
    wait_for stranger tracker
    [ "$(field stranger tracker status)" = failed ] || fail 'the tracker served a torrent that is not on its list'
    echo "A stranger with another torrent was told: $(field stranger tracker message)"
    ;;
  *)
    sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
    exit 2
    ;;
esac
