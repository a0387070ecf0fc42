using P2PShare.Engine.Storage;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Tests.Storage;

/// <summary>A store during whose flush something happens.</summary>
internal sealed class CallbackStore(IPieceStore inner, Action duringFlush) : IPieceStore
{
    public bool TryRead(long offset, IReadOnlyList<Memory<byte>> destinations) => inner.TryRead(offset, destinations);

    public void Write(long offset, IReadOnlyList<ReadOnlyMemory<byte>> buffers) => inner.Write(offset, buffers);

    public void Flush() => inner.Flush();

    public void Flush(Bitfield pieces)
    {
        inner.Flush(pieces);
        duringFlush();
    }

    public void Complete() => inner.Complete();

    public void Dispose() => inner.Dispose();
}
