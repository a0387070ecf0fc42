using P2PShare.Cli.Wording;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Wording;

public sealed class CellsTests
{
    [Theory]
    [InlineData("abc", 3)]
    [InlineData("日本", 4)]
    [InlineData("한국", 4)]
    [InlineData("e\u0301", 1)]
    [InlineData("👍🏽", 2)]
    [InlineData("שלום", 4)]
    [InlineData("\u2068a\u2069", 1)]
    public void Counts_what_a_terminal_shows(string text, int cells) => Cells.WidthOf(text).ShouldBe(cells);

    [Theory]
    [InlineData("a film.mkv", 10, "a film.mkv")]
    [InlineData("a long film.mkv", 10, "a long…mkv")]
    [InlineData("日本の写真の箱", 8, "日本…箱")]
    [InlineData("cafe\u0301cafe\u0301cafe\u0301", 8, "cafe\u0301c…fe\u0301")]
    [InlineData("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 7, "👩‍👩‍👧👩‍👩‍👧…👩‍👩‍👧")]
    [InlineData("abcdef", 2, "a…")]
    [InlineData("abcdef", 0, "")]
    public void Cuts_a_name_in_its_middle_and_no_letter_in_two(string text, int width, string cut) => Cells.FitMiddle(text, width).ShouldBe(cut);

    [Fact]
    public void Marks_a_cut_with_dots_where_there_is_no_ellipsis() => Cells.Fit("abcdefgh", 6, "...").ShouldBe("abc...");
}
