using System.Text;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Batches;

public sealed class ManifestTests : IDisposable
{
    private const string Good = "# ours\nitems:\n  - create: albums/boats\n    comment: \"a\\tb\"\n    force: true\n";

    private const string Odd = ":-[]{}&*!|>'\"#%@,?\n\t ";

    private readonly TestApp _app = new();

    public ManifestTests() => _app.Folder.Write("albums/boats/notes.txt", "planks");

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData("items:\n  - create: x\n    commnt: y", 3, "there is no option `commnt` here; did you mean `comment`?")]
    [InlineData("{\"items\": [\n{ \"create\": \"x\",\n\n\"piece-lenght\": 1 }]}", 4, "there is no option `piece-lenght` here; did you mean `piece_length`?")]
    [InlineData("prot: 1\nitems: [ { create: x } ]", 1, "there is no option `prot` here; did you mean `port`?")]
    [InlineData("defaults:\n  seed: { dta: x }\nitems: [ { create: x } ]", 2, "there is no option `dta` here; did you mean `data`?")]
    [InlineData("defaults:\n\n  nosuchthing: x\nitems: [ { create: x } ]", 3, "there is no option `nosuchthing` here")]
    [InlineData("items:\n  - creat: x", 2, "an item has one of `create`, `get` and `seed`; did you mean `create`?")]
    [InlineData("items:\n  - create: x\n    get: y", 3, "an item does one thing: `get` needs an item of its own")]
    [InlineData("items:\n  - create: x\n    port: 1", 3, "`port` holds for the whole batch: put it at the top")]
    [InlineData("seed_time: 1h\nitems:\n  - create: x", 1, "`seed_time` is an option of items: put it into `defaults`")]
    [InlineData("items:\n  - create: x\n    json: true", 3, "`json` has no meaning for an item of a batch")]
    [InlineData("items:\n  - create: x\n    dry_run: true", 3, "`dry_run` has no meaning for an item of a batch")]
    [InlineData("items:\n  - create: x\n    private: perhaps", 3, "`private` is true or false")]
    [InlineData("items:\n  - create: x\n    name: [a, b]", 3, "`name` takes one value")]
    [InlineData("items:\n  - create: x\n    name: { a: b }", 3, "`name` is a text or a list of texts")]
    [InlineData("items:\n  - create: x\n    piece_length: 5", 2, "`5` is no piece length")]
    [InlineData("items:\n  - get: x\n    seed_time: soon", 2, "`soon` is no value for --seed-time")]
    [InlineData("items:\n  - create: x\n    output: '-'", 2, "a batch writes no torrent to standard output")]
    [InlineData("items:\n  - get: '-'", 2, "`get` needs what it is to get")]
    [InlineData("items:\n  - create:", 2, "`create` needs what it is to create")]
    [InlineData("items: []", 1, "there is nothing in `items`")]
    [InlineData("jobs: 1", 1, "it has no `items`")]
    [InlineData("- create: x", 1, "a manifest is made of names and values")]
    [InlineData("", 1, "it is empty")]
    [InlineData("a: &x 1\nitems: *x", 1, "anchors and aliases are not taken here")]
    [InlineData("items: !!set x", 1, "the tag")]
    [InlineData("items:\n- create: x\nitems: []", 3, "`items` is there twice")]
    [InlineData("{\"items\": [],\n\"items\": []}", 2, "`items` is there twice")]
    [InlineData("items: x\n---\nitems: y", 3, "there is more than one document")]
    [InlineData("items:\n\t- create: x", 1, "no YAML")]
    [InlineData("{\"items\": [\n}", 2, "no JSON")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[", 1, "it is nested more than 8 deep")]
    [InlineData("{\"a\":[[[[[[[[[", 1, "it is nested more than 8 deep")]
    public async Task What_is_wrong_is_said_with_its_line(string manifest, int line, string cause)
    {
        _app.Input = Encoding.UTF8.GetBytes(manifest);

        var run = await _app.RunAsync("batch", "-");

        run.Code.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldStartWith($"error: cannot read manifest `-` at line {line}: {cause}");
    }

    [Theory]
    [InlineData("jobs: many\nitems: [ { create: x } ]", "`many` is no value for --jobs")]
    [InlineData("port: 70000\nitems: [ { create: x } ]", "`70000` is no value for --port")]
    public async Task So_is_a_wrong_value_of_the_whole(string manifest, string cause)
    {
        _app.Input = Encoding.UTF8.GetBytes(manifest);

        var run = await _app.RunAsync("batch", "-");

        run.Code.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain(cause);
    }

    [Fact]
    public async Task Nothing_is_done_before_all_of_it_is_judged()
    {
        _app.Input = "items:\n  - create: albums/boats\n  - create: albums/boats\n    wrong: 1"u8.ToArray();

        (await _app.RunAsync("batch", "-")).Code.ShouldBe(ExitCode.BadInput);

        File.Exists(_app.Folder["boats.torrent"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("m.json", "\ufeff{ // ours\n\t\"items\": [ { \"create\": \"albums/boats\", \"comment\": \"\\ud83d\\ude00 \\/\", \"private\": true, \"threads\": 1 }, ] }")]
    [InlineData("m", "\n{\"items\":[{\"create\":[\"albums/boats\"],\"comment\":\"\\ud83d\\ude00 \\/\",\"private\":true}]}")]
    [InlineData("m.yaml", "\ufeff---\nitems:\n- create: albums/boats\n  comment: \"\\U0001F600 /\"\n  private: yes\n...\n")]
    public async Task Yaml_and_json_say_the_same(string name, string manifest)
    {
        _app.Folder.Write(name, manifest);

        (await _app.RunAsync("batch", name)).Code.ShouldBe(ExitCode.Done);

        var shown = (await _app.RunAsync("show", "boats.torrent", "--json")).Json;
        (shown.GetProperty("comment").GetString(), shown.GetProperty("private").GetBoolean()).ShouldBe(("😀 /", true));
    }

    [Fact]
    public async Task One_that_is_too_long_or_missing_is_refused()
    {
        _app.Folder.Write("long.yaml", new byte[(16 * 1024 * 1024) + 1]);

        (await _app.RunAsync("batch", "long.yaml")).Error.ShouldContain("it is longer than 16MiB");
        (await _app.RunAsync("batch", "none.yaml")).Error.ShouldStartWith("error: cannot read manifest `none.yaml`: no such file");
    }

    [Fact]
    public async Task Whatever_the_bytes_are_they_are_read_or_refused()
    {
        var random = new Random(8);
        for (var round = 0; round < 200; round++)
        {
            var text = Encoding.UTF8.GetBytes(Good).ToList();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                var at = random.Next(text.Count);
                text.RemoveRange(at, Math.Min(random.Next(4), text.Count - at));
                text.InsertRange(at, Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(3) == 0 ? (byte)random.Next(256) : (byte)Odd[random.Next(Odd.Length)]));
            }

            _app.Input = [.. text];
            var run = await _app.RunAsync("batch", "-");

            run.Code.ShouldBeOneOf([ExitCode.Done, ExitCode.BadInput, ExitCode.Storage, ExitCode.SomeFailed], $"{Convert.ToBase64String(_app.Input)}: {run.Error}");
        }
    }
}
