namespace P2PShare.Protocol.Metainfo;

/// <summary>Bytes or text that are no usable torrent or magnet link. The message is a clause for users: "not bencoded at byte 17".</summary>
public sealed class MetainfoException : Exception
{
    /// <summary>With a clause that says what is wrong.</summary>
    public MetainfoException(string message)
        : base(message)
    {
    }

    /// <summary>With a clause that says what is wrong, and what led to it.</summary>
    public MetainfoException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
