using System.Globalization;
using P2PShare.Cli.Wording;
using P2PShare.Engine.Creation;

namespace P2PShare.Cli.Views;

/// <summary>Shows how far reading and hashing is, with rate and time left: one line that is drawn over, or a plain line now and then.</summary>
internal sealed class HashProgressView : IProgress<HashProgress>, IAsyncDisposable
{
    private const int RoomForBar = 100;
    private const int BarWidth = 20;

    private readonly CommandContext _context;
    private readonly CommandOutput _output;
    private readonly string _what;
    private readonly long _start;
    private readonly PlainPace _pace;
    private readonly LiveBlock? _live;
    private HashProgress _latest;

    /// <param name="context">The world.</param>
    /// <param name="output">The printer.</param>
    /// <param name="what">What is done to what: "hashing trip".</param>
    public HashProgressView(CommandContext context, CommandOutput output, string what)
    {
        _context = context;
        _output = output;
        _what = what;
        _start = context.Time.GetTimestamp();
        _pace = new PlainPace(context.Time);
        _live = output.Style.Live ? new LiveBlock(context, output.Style, Render) : null;
    }

    /// <summary>Takes note. From any thread.</summary>
    public void Report(HashProgress value)
    {
        lock (_pace)
        {
            _latest = value;
        }

        if (_live is null && _pace.IsDue(Fraction(value)))
        {
            _output.Say(Sentence(value));
        }
    }

    public ValueTask DisposeAsync() => _live?.DisposeAsync() ?? ValueTask.CompletedTask;

    private ScreenLine[] Render()
    {
        lock (_pace)
        {
            var columns = _context.Terminal.Size().Columns - 1;
            var glyphs = _output.Style.Glyphs;
            var bar = columns >= RoomForBar ? glyphs.Bar(Fraction(_latest), BarWidth) + " " : "";
            return [new ScreenLine(glyphs).Add(Cells.Fit(bar + glyphs.Harmless(Sentence(_latest)), columns, glyphs.Cut))];
        }
    }

    private string Sentence(HashProgress progress)
    {
        var elapsed = _context.Time.GetElapsedTime(_start);
        var rate = elapsed > TimeSpan.Zero ? (long)(progress.BytesDone / elapsed.TotalSeconds) : 0;
        var left = rate > 0 ? $", {Units.Duration(TimeSpan.FromSeconds((double)(progress.BytesTotal - progress.BytesDone) / rate))} left" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{_what}: {Fraction(progress):0.0%}, {Units.Size(progress.BytesDone)} of {Units.Size(progress.BytesTotal)}, {Units.Rate(rate)}{left}");
    }

    private static double Fraction(HashProgress progress) =>
        progress.BytesTotal == 0 ? 0 : (double)progress.BytesDone / progress.BytesTotal;
}
