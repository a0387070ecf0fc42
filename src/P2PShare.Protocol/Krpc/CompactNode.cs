using System.Net;

namespace P2PShare.Protocol.Krpc;

/// <summary>A node as others tell of it: who it says it is, and where it is asked.</summary>
/// <param name="Id">Its id.</param>
/// <param name="EndPoint">Its address and port.</param>
public readonly record struct CompactNode(NodeId Id, IPEndPoint EndPoint);
