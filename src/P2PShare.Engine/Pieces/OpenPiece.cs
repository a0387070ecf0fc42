using System.Runtime.CompilerServices;
using P2PShare.Engine.Peers;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Pieces;

/// <summary>A piece that has been begun: which of its blocks are missing, asked for or here, and who was asked and who sent. Used again for other pieces.</summary>
internal sealed class OpenPiece(int maxBlockCount)
{
    /// <summary>How many peers a block may be asked of at once.</summary>
    public const int MaxRequesters = 4;

    private readonly Block[] _blocks = new Block[maxBlockCount];
    private readonly PeerKey[] _senders = new PeerKey[maxBlockCount];
    private int _firstMissing;
    private int _paddingCount;

    /// <summary>Which piece.</summary>
    public int Piece { get; private set; }

    /// <summary>Blocks in it.</summary>
    public int BlockCount { get; private set; }

    /// <summary>Blocks that are neither here nor asked for.</summary>
    public int MissingCount { get; private set; }

    /// <summary>Blocks that are here, padding included.</summary>
    public int ReceivedCount { get; private set; }

    /// <summary>Whose piece it is: that peer began it or took it over; null when that peer no longer serves it.</summary>
    public SwarmPeer? Owner { get; set; }

    /// <summary>Whether all of it is to come from its owner, so that bad data names its sender.</summary>
    public bool IsExclusive { get; set; }

    /// <summary>Its place in the list of open pieces with missing blocks; -1 when it is not there.</summary>
    public int ListIndex { get; set; } = -1;

    /// <summary>Whether all blocks are here.</summary>
    public bool IsComplete => ReceivedCount == BlockCount;

    /// <summary>Whether no block is here or asked for, but padding.</summary>
    public bool IsUntouched => MissingCount == BlockCount - _paddingCount;

    /// <summary>Who sent each block; nobody for padding, for blocks known to be good, and for those not here.</summary>
    public ReadOnlySpan<PeerKey> Senders => _senders.AsSpan(0, BlockCount);

    /// <summary>Begins a piece; all its blocks but the padding are missing.</summary>
    public void Begin(int piece, int blockCount, PaddingMap padding)
    {
        Piece = piece;
        BlockCount = blockCount;
        MissingCount = blockCount;
        ReceivedCount = 0;
        _paddingCount = 0;
        Owner = null;
        IsExclusive = false;
        _firstMissing = 0;
        _blocks.AsSpan(0, blockCount).Clear();
        _senders.AsSpan(0, blockCount).Clear();
        if (padding.Touches(piece))
        {
            MarkPadding(padding);
        }
    }

    /// <summary>The missing block of lowest index; there is one.</summary>
    public int FirstMissing()
    {
        while (_blocks[_firstMissing].State != BlockState.Missing)
        {
            _firstMissing++;
        }

        return _firstMissing;
    }

    /// <summary>What is known of a block.</summary>
    public BlockState StateOf(int block) => _blocks[block].State;

    /// <summary>Whether a block is here and beyond doubt: padding, or known to be good.</summary>
    public bool IsGood(int block) => _blocks[block].State == BlockState.Received && _senders[block].IsNone;

    /// <summary>Whether nobody else sent any block that may be doubted.</summary>
    public bool IsFromNobodyBut(PeerKey peer)
    {
        foreach (var sender in Senders)
        {
            if (!sender.IsNone && sender != peer)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>How many peers are being asked for a block.</summary>
    public int RequesterCount(int block) => _blocks[block].RequesterCount;

    /// <summary>The slot of one of the peers that are being asked for a block.</summary>
    public int RequesterSlot(int block, int index) => _blocks[block].Slots[index];

    /// <summary>A block is asked of a peer, which is not being asked for it yet.</summary>
    public void Request(int block, int slot)
    {
        ref var state = ref _blocks[block];
        if (state.State == BlockState.Missing)
        {
            state.State = BlockState.Requested;
            MissingCount--;
        }

        state.Slots[state.RequesterCount++] = (ushort)slot;
    }

    /// <summary>A peer is no longer asked for a block; when it was the last one asked, the block is missing again.</summary>
    public void Withdraw(int block, int slot)
    {
        ref var state = ref _blocks[block];
        var at = ((ReadOnlySpan<ushort>)state.Slots)[..state.RequesterCount].IndexOf((ushort)slot);
        state.Slots[at] = state.Slots[--state.RequesterCount];
        if (state.RequesterCount == 0 && state.State == BlockState.Requested)
        {
            MarkMissing(block);
        }
    }

    /// <summary>A block came, and was not here.</summary>
    public void Receive(int block, PeerKey sender)
    {
        ref var state = ref _blocks[block];
        MissingCount -= state.State == BlockState.Missing ? 1 : 0;
        state.State = BlockState.Received;
        state.RequesterCount = 0;
        _senders[block] = sender;
        ReceivedCount++;
    }

    /// <summary>A block that is here is known to be good: whoever sent it has nothing to answer for.</summary>
    public void Trust(int block) => _senders[block] = PeerKey.None;

    /// <summary>A block that was here is wrong, or not to be trusted.</summary>
    public void Discard(int block)
    {
        ReceivedCount--;
        _senders[block] = PeerKey.None;
        MarkMissing(block);
    }

    private void MarkMissing(int block)
    {
        _blocks[block].State = BlockState.Missing;
        _firstMissing = Math.Min(_firstMissing, block);
        MissingCount++;
    }

    private void MarkPadding(PaddingMap padding)
    {
        for (var block = 0; block < BlockCount; block++)
        {
            if (padding.IsPadding(new BlockAddress(Piece, block)))
            {
                Receive(block, PeerKey.None);
                _paddingCount++;
            }
        }
    }

    private struct Block
    {
        public RequesterSlots Slots;
        public byte RequesterCount;
        public BlockState State;
    }

    [InlineArray(MaxRequesters)]
    private struct RequesterSlots
    {
        private ushort _first;
    }
}
