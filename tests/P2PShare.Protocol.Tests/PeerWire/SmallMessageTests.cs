using P2PShare.Protocol.PeerWire;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.PeerWire;

public class SmallMessageTests
{
    [Fact]
    public void Dont_have_is_read_as_written()
    {
        var bytes = new byte[DontHaveMessage.Size];
        new DontHaveMessage(0xfedcba98).Write(bytes);
        bytes.ShouldBe([0xfe, 0xdc, 0xba, 0x98]);
        DontHaveMessage.TryRead(bytes, out var read).ShouldBeTrue();
        read.Piece.ShouldBe(0xfedcba98);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    public void Dont_have_of_another_size_is_refused(int size) => DontHaveMessage.TryRead(new byte[size], out _).ShouldBeFalse();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Upload_only_is_read_as_written(bool isUploadOnly)
    {
        var bytes = new byte[UploadOnlyMessage.Size];
        new UploadOnlyMessage(isUploadOnly).Write(bytes);
        UploadOnlyMessage.TryRead(bytes, out var read).ShouldBeTrue();
        read.IsUploadOnly.ShouldBe(isUploadOnly);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Upload_only_of_another_size_is_refused(int size) => UploadOnlyMessage.TryRead(new byte[size], out _).ShouldBeFalse();
}
