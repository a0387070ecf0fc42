#!/usr/bin/env python3
"""A node of the DHT made of libtorrent, on one address of this machine. Each line that it prints is a JSON object.

usage: libtorrent_dht.py ADDRESS [--router HOST:PORT] [--announce HASH] [--find HASH]
"""
import argparse
import json
import tempfile
import time

import libtorrent as lt

PAUSE = 2.0


def say(**fact):
    print(json.dumps(fact), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("--router")
    parser.add_argument("--announce")
    parser.add_argument("--find")
    arguments = parser.parse_args()

    session = lt.session({
        "listen_interfaces": f"{arguments.address}:0",
        "enable_dht": True,
        "enable_lsd": False,
        "enable_upnp": False,
        "enable_natpmp": False,
        "dht_bootstrap_nodes": "",
        # All nodes of the test share one address.
        "dht_restrict_routing_ips": False,
        "dht_restrict_search_ips": False,
        "dht_ignore_dark_internet": False,
        "dht_prefer_verified_node_ids": False,
        "alert_mask": lt.alert.category_t.dht_notification | lt.alert.category_t.dht_operation_notification | lt.alert.category_t.status_notification,
    })
    if arguments.router:
        host, port = arguments.router.rsplit(":", 1)
        session.add_dht_node((host, int(port)))

    torrent = None
    if arguments.announce:
        # The binding's own dht_announce cannot be called: no flags of its type can be made.
        parameters = lt.parse_magnet_uri(f"magnet:?xt=urn:btih:{arguments.announce}")
        parameters.save_path = tempfile.mkdtemp()
        torrent = session.add_torrent(parameters)

    asked = 0.0
    is_listening = False
    while True:
        session.wait_for_alert(200)
        for alert in session.pop_alerts():
            if isinstance(alert, lt.dht_get_peers_reply_alert):
                say(peers=[f"{host}:{port}" for host, port in alert.peers()])
        if not is_listening and session.listen_port() and session.is_dht_running():
            is_listening = True
            say(listening=session.listen_port())
        if is_listening and time.monotonic() - asked > PAUSE:
            asked = time.monotonic()
            if torrent:
                torrent.force_dht_announce()
            if arguments.find:
                session.dht_get_peers(lt.sha1_hash(bytes.fromhex(arguments.find)))


main()
