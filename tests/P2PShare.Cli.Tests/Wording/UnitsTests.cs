using P2PShare.Cli.Wording;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Wording;

public sealed class UnitsTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("512", 512)]
    [InlineData("512B", 512)]
    [InlineData("16KiB", 16384)]
    [InlineData("16kib", 16384)]
    [InlineData("16K", 16384)]
    [InlineData("16KB", 16000)]
    [InlineData("4MiB", 4194304)]
    [InlineData("1.5GB", 1500000000)]
    [InlineData("1.5 GiB", 1610612736)]
    [InlineData("7TiB", 7696581394432)]
    public void Reads_sizes(string text, long bytes)
    {
        Units.TryParseSize(text, out var size).ShouldBeTrue();
        size.ShouldBe(bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("KiB")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("1,5MB")]
    [InlineData("1 potato")]
    [InlineData("9223372036854775808")]
    [InlineData("8388608TiB")]
    [InlineData("99999999999999999999999999999999999999999MiB")]
    public void Refuses_what_is_no_size_or_does_not_fit(string text) => Units.TryParseSize(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("500KiB", 512000)]
    [InlineData("500KiB/s", 512000)]
    public void Reads_rates_with_and_without_the_second(string text, long rate)
    {
        Units.TryParseRate(text, out var value).ShouldBeTrue();
        value.ShouldBe(rate);
    }

    [Theory]
    [InlineData("90", 90)]
    [InlineData("90s", 90)]
    [InlineData("10m", 600)]
    [InlineData("2h", 7200)]
    [InlineData("1d", 86400)]
    [InlineData("1h30m", 5400)]
    [InlineData("1.5h", 5400)]
    [InlineData("250ms", 0.25)]
    public void Reads_durations(string text, double seconds)
    {
        Units.TryParseDuration(text, out var duration).ShouldBeTrue();
        duration.TotalSeconds.ShouldBe(seconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("10x")]
    [InlineData("-5s")]
    [InlineData("1h30")]
    [InlineData("99999999999d")]
    public void Refuses_what_is_no_duration(string text) => Units.TryParseDuration(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData(0, "0B")]
    [InlineData(1023, "1023B")]
    [InlineData(16384, "16KiB")]
    [InlineData(1048575, "1MiB")]
    [InlineData(34812723, "33.2MiB")]
    public void Prints_sizes_as_it_reads_them(long bytes, string text) => Units.Size(bytes).ShouldBe(text);

    [Theory]
    [InlineData(0.25, "0.3s")]
    [InlineData(12, "12s")]
    [InlineData(90, "1m30s")]
    [InlineData(3725, "1h02m")]
    [InlineData(90061, "1d01h")]
    public void Prints_durations_in_their_two_largest_units(double seconds, string text) =>
        Units.Duration(TimeSpan.FromSeconds(seconds)).ShouldBe(text);
}
