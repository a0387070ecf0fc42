using P2PShare.Cli.Views;
using P2PShare.Cli.Wording;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Views;

public sealed class FramePainterTests
{
    private readonly FramePainter _painter = new(new OutputStyle(Json: false, Quiet: false, Verbosity: 0, Colour: false, Live: true));

    [Fact]
    public void Draws_only_lines_that_have_changed()
    {
        _painter.Draw(Lines("one", "two", "three"), 80).ShouldBe("\e[?25l\e[?7l\r\e[Kone\r\n\r\e[Ktwo\r\n\r\e[Kthree\r\e[?7h");

        _painter.Draw(Lines("one", "two!", "three"), 80).ShouldBe("\e[?25l\e[?7l\e[2A\n\r\e[Ktwo!\r\n\e[?7h");
    }

    [Fact]
    public void Draws_nothing_where_nothing_has_changed()
    {
        _painter.Draw(Lines("one"), 80);

        _painter.Draw(Lines("one"), 80).ShouldBeEmpty();
    }

    [Fact]
    public void A_shorter_frame_leaves_nothing_of_a_longer_one()
    {
        _painter.Draw(Lines("one", "two", "three"), 80);

        _painter.Draw(Lines("one"), 80).ShouldBe("\e[?25l\e[?7l\e[2A\n\e[J\e[1A\e[?7h");
    }

    [Fact]
    public void Takes_a_frame_away_that_a_narrower_terminal_has_broken_into_more_lines()
    {
        _painter.Draw(Lines(new string('a', 79), new string('b', 50), "c"), 80);

        _painter.Erase(40).ShouldBe("\r\e[4A\e[J\e[?25h");
        _painter.Erase(40).ShouldBeEmpty();
    }

    [Fact]
    public void Begins_anew_after_a_resize()
    {
        _painter.Draw(Lines("one", "two"), 80);

        _painter.Draw(Lines("one", "two"), 100).ShouldBe("\r\e[1A\e[J\e[?25h\e[?25l\e[?7l\r\e[Kone\r\n\r\e[Ktwo\r\e[?7h");
    }

    [Fact]
    public void What_follows_a_text_whose_width_terminals_disagree_on_is_put_at_its_column()
    {
        var line = new ScreenLine(Glyphs.Unicode).AddForeign("👨‍👩‍👧", 10).Add("after", column: 12);

        _painter.Draw([line], 80).ShouldContain("\e[13Gafter");
    }

    private static ScreenLine[] Lines(params string[] texts) => [.. texts.Select(text => new ScreenLine(Glyphs.Unicode).Add(text))];
}
