using System.Net;
using FsCheck;
using FsCheck.Fluent;
using P2PShare.Protocol.Trackers;
using P2PShare.Tracker.Peers;
using Shouldly;
using Xunit;

namespace P2PShare.Tracker.Tests.Peers;

public sealed class PeerListPropertyTests
{
    [Fact]
    public void Holds_what_a_plain_table_holds_whatever_comes() =>
        Prop.ForAll(Steps(), static steps => new Run().DoAll(steps)).Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithEndSize(400));

    private static Arbitrary<Step[]> Steps() =>
        (from host in Gen.Choose(1, 20)
         from port in Gen.Choose(1, 6)
         from kind in Gen.Choose(0, 9)
         select new Step(host, (ushort)port, kind)).ArrayOf().ToArbitrary();

    private sealed record Step(int Host, ushort Port, int Kind);

    private sealed class Run
    {
        private readonly PeerList<IPv4PeerAddress> _list = new();
        private readonly Dictionary<(IPv4PeerAddress Address, ushort Port), (bool IsSeed, uint Seen)> _model = [];
        private readonly Random _random = new(1);
        private uint _now;

        public void DoAll(Step[] steps)
        {
            foreach (var step in steps)
            {
                _now++;
                Do(step);
                Compare();
            }
        }

        private void Do(Step step)
        {
            var peer = new Peer<IPv4PeerAddress>
            {
                Address = IPv4PeerAddress.From(new IPAddress([203, 0, 113, (byte)step.Host])),
                Port = step.Port,
                IsNear = step.Host % 4 == 0,
                Seen = _now,
                Id = Some.PeerId(),
            };
            var key = (peer.Address, peer.Port);
            var position = _list.Find(peer, out var ofHost, out _);
            (position >= 0).ShouldBe(_model.ContainsKey(key));
            if (position < 0 && !peer.IsNear)
            {
                ofHost.ShouldBe(_model.Keys.Count(other => other.Address == peer.Address));
            }

            switch (step.Kind)
            {
                case 0 when position >= 0:
                    _list.RemoveAt(position);
                    _model.Remove(key);
                    break;
                case 1 when _now > 60:
                    _list.RemoveSeenBefore(_now - 50);
                    foreach (var (old, _) in _model.Where(entry => entry.Value.Seen < _now - 50).ToList())
                    {
                        _model.Remove(old);
                    }

                    break;
                case var kind:
                    var isSeed = kind % 2 == 0;
                    position = position < 0 ? _list.Add(peer, isSeed) : _list.SetSeed(position, isSeed);
                    _list[position].Seen = _now;
                    _model[key] = (isSeed, _now);
                    break;
            }
        }

        private void Compare()
        {
            _list.Count.ShouldBe(_model.Count);
            _list.Seeds.ShouldBe(_model.Values.Count(static peer => peer.IsSeed));
            for (var position = 0; position < _list.Count; position++)
            {
                var peer = _list[position];
                _model[(peer.Address, peer.Port)].ShouldBe((_list.IsSeed(position), peer.Seen));
                _list.Find(peer, out _, out _).ShouldBe(position);
            }

            Draw(leechersOnly: _random.Next(2) == 0, except: _list.Count == 0 ? -1 : _random.Next(-1, _list.Count), wanted: _random.Next(20));
        }

        private void Draw(bool leechersOnly, int except, int wanted)
        {
            var compact = new byte[wanted * CompactPeers.IPv4Size];
            var count = _list.Draw(_random, leechersOnly, except, compact, default);

            count.ShouldBe(Math.Min(wanted, _list.CountDrawable(leechersOnly, except)));
            var drawn = new List<IPEndPoint>();
            CompactPeers.Read(compact.AsSpan(0, count * CompactPeers.IPv4Size), CompactPeers.IPv4Size, drawn, int.MaxValue);
            drawn.Distinct().Count().ShouldBe(count);
            foreach (var peer in drawn)
            {
                var key = (IPv4PeerAddress.From(peer.Address), (ushort)peer.Port);
                _model.ContainsKey(key).ShouldBeTrue();
                (leechersOnly && _model[key].IsSeed).ShouldBeFalse();
                (except >= 0 && _list[except].IsAt(key.Item1, key.Item2)).ShouldBeFalse();
            }
        }
    }
}
