using System.Text;
using FsCheck;
using FsCheck.Fluent;
using P2PShare.Cli.Wording;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Wording;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("plain name.txt", "plain name.txt")]
    [InlineData("привет, 世界 🎉", "привет, 世界 🎉")]
    [InlineData("\e[31mred", @"\x1b[31mred")]
    [InlineData("a\r\nb\tc\0", @"a\x0d\x0ab\x09c\x00")]
    [InlineData("\u009b31m", @"\x9b31m")]
    [InlineData("exe\u202etxt.bat", @"exe\u{202e}txt.bat")]
    [InlineData("a\u200bb\ufeffc", @"a\u{200b}b\u{feff}c")]
    [InlineData("\u2028", @"\u{2028}")]
    [InlineData("👩\u200d👩", "👩\u200d👩")]
    public void Shows_what_a_terminal_would_obey_as_an_escape(string text, string shown) => Printable.Line(text).ShouldBe(shown);

    [Fact]
    public void Never_lets_a_control_character_through() => Prop.ForAll(
        ArbMap.Default.ArbFor<string>().Filter(text => text is not null),
        text => Printable.Line(text).EnumerateRunes().All(rune => !Rune.IsControl(rune))).QuickCheckThrowOnFailure();
}
