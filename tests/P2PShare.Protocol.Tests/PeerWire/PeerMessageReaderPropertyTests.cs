using FsCheck;
using FsCheck.Fluent;
using P2PShare.Protocol.PeerWire;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.PeerWire;

public class PeerMessageReaderPropertyTests
{
    [Fact]
    public void Reads_what_was_written_wherever_it_is_cut_in_two()
    {
        var messages = Gen.ListOf(AnyMessage.Generator, 3).ToArbitrary();
        Prop.ForAll(messages, list =>
        {
            var wire = list.SelectMany(message => message.Wire).ToArray();
            for (var cut = 0; cut <= wire.Length; cut++)
            {
                ReadsAs([wire[..cut], wire[cut..]], list);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    [Fact]
    public void Reads_what_was_written_in_any_portions()
    {
        var streams =
            from list in Gen.ListOf(AnyMessage.Generator)
            from sizes in Gen.ListOf(Gen.OneOf(Gen.Choose(1, 6), Gen.Choose(1, 500)))
            select (list, sizes);
        Prop.ForAll(streams.ToArbitrary(), stream =>
        {
            var wire = stream.list.SelectMany(message => message.Wire).ToArray();
            ReadsAs(Portions(wire, [.. stream.sizes]), stream.list);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Takes_random_bytes_without_throwing_and_holds_no_more_than_came()
    {
        // Small first bytes, so that lengths and ids are often such as exist.
        var random = Gen.ListOf(Gen.OneOf(
            Gen.ArrayOf(Gen.Choose(0, 255).Select(value => (byte)value)),
            from length in Gen.Choose(0, 1 << 21)
            from id in Gen.Choose(0, 24)
            from rest in Gen.ArrayOf(Gen.Choose(0, 255).Select(value => (byte)value))
            select (byte[])[(byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length, (byte)id, .. rest]));
        Prop.ForAll(random.ToArbitrary(), portions =>
        {
            var reader = new PeerMessageReader(1000);
            var handler = new RecordingHandler();
            var came = 0;
            foreach (var portion in portions)
            {
                _ = reader.Read(portion, handler);
                came += portion.Length;
                reader.BufferedCapacity.ShouldBeLessThanOrEqualTo(Math.Max(256, 4 * came));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    private static IEnumerable<byte[]> Portions(byte[] wire, int[] sizes)
    {
        for (int i = 0, at = 0; at < wire.Length; i++)
        {
            var size = sizes.Length == 0 ? wire.Length : sizes[i % sizes.Length];
            yield return wire[at..Math.Min(wire.Length, at + size)];
            at += size;
        }
    }

    private static void ReadsAs(IEnumerable<byte[]> portions, IEnumerable<AnyMessage> messages)
    {
        var reader = new PeerMessageReader(PeerMessageReader.MaxBitfieldLength);
        var handler = new RecordingHandler();
        var isRead = portions.All(portion => reader.Read(portion, handler) == PeerReadStatus.Ok);
        isRead.ShouldBeTrue();
        reader.IsInsideMessage.ShouldBeFalse();
        reader.BufferedCapacity.ShouldBe(0);
        string.Join('\n', handler.Calls).ShouldBe(string.Join('\n', messages.Select(message => message.Call)));
    }
}
