namespace P2PShare.Protocol.PeerWire;

/// <summary>Names of extension messages in an extension handshake's <c>m</c>. BEP 10.</summary>
public static class ExtensionNames
{
    /// <summary>Metadata from peers. BEP 9.</summary>
    public const string Metadata = "ut_metadata";

    /// <summary>Peer exchange. BEP 11.</summary>
    public const string PeerExchange = "ut_pex";

    /// <summary>A piece is gone. BEP 54.</summary>
    public const string DontHave = "lt_donthave";

    /// <summary>The sender begins or ends being a partial seed. Libtorrent's message for what BEP 21 puts into the handshake.</summary>
    public const string UploadOnly = "upload_only";

    /// <summary>Connections between two peers behind NATs. BEP 55.</summary>
    public const string Holepunch = "ut_holepunch";
}
