using P2PShare.Engine.Peers;
using P2PShare.Engine.Pieces;
using P2PShare.Protocol.Pieces;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Pieces;

/// <summary>Picker, parole and smart ban together against peers that lie in different ways, over many seeds of chance.</summary>
public sealed class PoisonTests
{
    private const int Pieces = 40;
    private const int BlocksPerPiece = 8;

    [Theory]
    [InlineData("one block in fifty")]
    [InlineData("all blocks")]
    [InlineData("the last block of a piece")]
    [InlineData("only late in the download")]
    [InlineData("only when others had a hand in the piece")]
    [InlineData("only what another is asked for too")]
    public void The_download_ends_right_and_whoever_lied_is_named_and_nobody_else(string way)
    {
        for (var seed = 0; seed < 25; seed++)
        {
            var run = new Run(seed, way, liars: 1 + (seed % 3), honest: 1 + (seed % 4));
            run.Download();

            run.Picker.IsComplete.ShouldBeTrue($"{way}, seed {seed}");
            run.Named.ShouldBe(run.Lied, ignoreOrder: true, $"{way}, seed {seed}");
        }
    }

    private sealed class Run
    {
        private readonly Random _random;
        private readonly string _way;
        private readonly PickerSwarm _swarm;
        private readonly SmartBan _ban = new();
        private readonly HashSet<PeerKey> _liars = [];
        private readonly List<PeerKey> _present = [];
        private readonly Dictionary<BlockAddress, bool> _isBad = [];

        // Who sent bad blocks into pieces that were judged: a lie in a block that was thrown away unread harms nobody.
        private readonly HashSet<PeerKey> _judgedLiars = [];

        public Run(int seed, string way, int liars, int honest)
        {
            _random = new Random(seed);
            _way = way;
            _swarm = new PickerSwarm(Pieces, BlocksPerPiece, seed);
            for (var i = 0; i < liars + honest; i++)
            {
                var peer = _swarm.Peer();
                _present.Add(peer);
                _ = i < liars && _liars.Add(peer);
                _swarm.Picker.PeerRate(peer, _random.Next(200_000));
            }
        }

        public PiecePicker Picker => _swarm.Picker;

        public IEnumerable<PeerKey> Lied => _judgedLiars;

        public HashSet<PeerKey> Named { get; } = [];

        public void Download()
        {
            for (var step = 0; step < 100_000 && !Picker.IsComplete; step++)
            {
                var peer = _present[_random.Next(_present.Count)];
                if (_random.Next(20) == 0)
                {
                    Picker.DroppedAll(peer);
                }

                if (_random.Next(10) == 0)
                {
                    Picker.PeerRate(peer, _random.Next(200_000));
                }

                _swarm.Pick(peer, _random.Next(6));
                for (var answers = _random.Next(4); answers > 0 && Picker.TryGetOldest(peer, out var block, out _); answers--)
                {
                    Answer(peer, block);
                }
            }
        }

        private void Answer(PeerKey peer, BlockAddress block)
        {
            var isBad = _liars.Contains(peer) && Lies(peer, block);
            var arrival = _swarm.Receive(peer, block).Arrival;
            if (arrival is BlockArrival.Accepted or BlockArrival.Completed)
            {
                _isBad[block] = isBad;
            }

            if (arrival == BlockArrival.Completed)
            {
                Judge(block.Piece);
            }
        }

        private bool Lies(PeerKey peer, BlockAddress block) => _way switch
        {
            "one block in fifty" => _random.Next(50) == 0,
            "all blocks" => true,
            "the last block of a piece" => block.Block == BlocksPerPiece - 1,
            "only late in the download" => Picker.WantedRemaining < Pieces / 4 && _random.Next(3) == 0,
            "only when others had a hand in the piece" => Picker.SendersOf(block.Piece).ToArray().Any(sender => !sender.IsNone && sender != peer),
            _ => _present.Exists(other => other != peer && Picker.OutstandingOf(other) > 0) && Picker.WantedRemaining < 3,
        };

        private void Judge(int piece)
        {
            var senders = Picker.SendersOf(piece).ToArray();
            var digests = Enumerable.Range(0, BlocksPerPiece)
                .Select(block => new BlockDigest(_isBad[new BlockAddress(piece, block)] ? (UInt128)(1 + senders[block].Serial) : 0)).ToArray();
            var named = new HashSet<PeerKey>();
            if (digests.All(digest => digest.Value == 0))
            {
                _ban.PiecePassed(piece, digests, named);
                Picker.PieceVerified(piece);
            }
            else
            {
                _judgedLiars.UnionWith(senders.Where((_, block) => digests[block].Value != 0));
                _ban.PieceFailed(piece, senders, digests, named);
                Picker.PieceFailed(piece, null);
            }

            foreach (var liar in named.Where(Named.Add))
            {
                Picker.PeerLeft(liar);
                _present.Remove(liar);
            }
        }
    }
}
