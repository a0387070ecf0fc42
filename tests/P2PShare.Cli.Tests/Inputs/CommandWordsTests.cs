using P2PShare.Cli.Inputs;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Inputs;

public sealed class CommandWordsTests
{
    [Theory]
    [InlineData("notify", "notify")]
    [InlineData("  notify \t -t  1 ", "notify", "-t", "1")]
    [InlineData("notify 'got it' \"now and then\"", "notify", "got it", "now and then")]
    [InlineData("notify it''s' 'one", "notify", "its one")]
    [InlineData("notify '' \"\"", "notify", "", "")]
    [InlineData(@"notify it\'s a\ b \\ \""", "notify", "it's", "a b", @"\", "\"")]
    [InlineData(@"notify '\' ""\"""" ""'""", "notify", @"\", "\"", "'")]
    [InlineData(@"C:\bin\notify.exe \n", @"C:\bin\notify.exe", @"\n")]
    [InlineData("sh -c 'x; y' $HOME `z` *", "sh", "-c", "x; y", "$HOME", "`z`", "*")]
    [InlineData("")]
    [InlineData("  ")]
    public void Parts_words_at_blanks_outside_quotes_and_knows_nothing_else(string text, params string[] words)
    {
        CommandWords.TrySplit(text, out var found).ShouldBeTrue();
        found.ShouldBe(words);
    }

    [Theory]
    [InlineData("notify 'so")]
    [InlineData("notify \"so")]
    [InlineData("notify \"so\\\"")]
    public void A_quote_that_is_not_closed_is_refused(string text) => CommandWords.TrySplit(text, out _).ShouldBeFalse();
}
