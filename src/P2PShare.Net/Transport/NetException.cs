namespace P2PShare.Net.Transport;

/// <summary>An address that cannot be bound or reached. The message is a clause for users: "address already in use".</summary>
public sealed class NetException : Exception
{
    /// <summary>With a clause that says what is wrong, and what led to it.</summary>
    public NetException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
