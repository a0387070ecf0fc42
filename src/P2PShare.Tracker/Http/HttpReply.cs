using System.Buffers;

namespace P2PShare.Tracker.Http;

/// <summary>What is sent back for a request.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">The media type of the body.</param>
/// <param name="Body">The body.</param>
internal sealed record HttpReply(int Status, string ContentType, ReadOnlyMemory<byte> Body)
{
    private const string PlainText = "text/plain; charset=utf-8";

    public static HttpReply NotFound { get; } = new(404, PlainText, "Not found\n"u8.ToArray());

    public static HttpReply MethodNotAllowed { get; } = new(405, PlainText, "Only GET\n"u8.ToArray());

    /// <summary>A bencoded body; trackers answer 200 even when they refuse, since clients look no further otherwise.</summary>
    public static HttpReply Bencoded(Action<IBufferWriter<byte>> write)
    {
        var body = new ArrayBufferWriter<byte>();
        write(body);
        return new HttpReply(200, PlainText, body.WrittenMemory);
    }
}
