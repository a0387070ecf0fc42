using System.Net;

namespace P2PShare.Dht;

/// <summary>Sends a datagram, or drops it. Must not wait; the bytes are the receiver's.</summary>
internal delegate void SendDatagram(byte[] datagram, IPEndPoint destination);
