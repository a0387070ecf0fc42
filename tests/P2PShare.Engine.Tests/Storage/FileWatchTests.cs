using P2PShare.Engine.Storage;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Storage;

public sealed class FileWatchTests
{
    private static readonly DateTime One = new(2030, 1, 1, 0, 0, 1, DateTimeKind.Utc);
    private static readonly DateTime Two = One.AddTicks(1);

    private readonly FileWatch _watch = new();

    [Fact]
    public void Notices_a_change_before_our_first_write()
    {
        IsChangedAt(One).ShouldBeFalse();
        IsChangedAt(One).ShouldBeFalse();
        IsChangedAt(Two).ShouldBeTrue();
    }

    [Fact]
    public void Notices_a_change_since_its_pieces_were_last_known_to_be_good()
    {
        _watch.Expect(One);

        IsChangedAt(Two).ShouldBeTrue();
        IsChangedAt(One).ShouldBeFalse();
    }

    [Fact]
    public void Expects_nothing_of_a_file_that_we_write()
    {
        Write();
        _watch.Expect(One);

        IsChangedAt(Two).ShouldBeFalse();
    }

    [Fact]
    public void Takes_no_change_between_our_write_and_the_flush_for_another_s()
    {
        IsChangedAt(One);
        Write();

        IsChangedAt(Two).ShouldBeFalse();
        IsChangedAt(One).ShouldBeFalse();
    }

    [Fact]
    public void Notices_a_change_after_a_flush()
    {
        Write();
        _watch.Settle(One, _watch.BeginLook());

        IsChangedAt(One).ShouldBeFalse();
        IsChangedAt(Two).ShouldBeTrue();
    }

    [Fact]
    public void Believes_no_time_that_was_read_around_a_write_of_ours()
    {
        Write();
        var look = _watch.BeginLook();
        Write();
        _watch.Settle(One, look);
        IsChangedAt(Two).ShouldBeFalse();

        _watch.BeginWrite();
        _watch.BeginLook().ShouldBeNull();
        _watch.EndWrite();
        _watch.IsChangedByOthers(Two, look).ShouldBeFalse();
    }

    [Fact]
    public void Takes_a_file_as_it_is_after_a_reset()
    {
        IsChangedAt(One);
        _watch.Reset();

        IsChangedAt(Two).ShouldBeFalse();
        IsChangedAt(One).ShouldBeTrue();
    }

    private bool IsChangedAt(DateTime modified) => _watch.IsChangedByOthers(modified, _watch.BeginLook());

    private void Write()
    {
        _watch.BeginWrite();
        _watch.EndWrite();
    }
}
