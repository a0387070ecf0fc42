namespace P2PShare.Protocol.Krpc;

/// <summary>Why a query was not served.</summary>
/// <param name="Code">See <see cref="KrpcErrorCode"/>; others may send any number.</param>
/// <param name="Text">For people; a stranger wrote it, so control characters are possible.</param>
public sealed record KrpcError(int Code, string Text);
