using System.CommandLine;
using System.Text;
using P2PShare.Cli.DhtNodes;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Json;
using P2PShare.Cli.Settings;
using P2PShare.Dht;
using P2PShare.Dht.Items;
using P2PShare.Protocol.Krpc;

namespace P2PShare.Cli.Commands.Dht;

/// <summary><c>dht put</c>: stores an item, immutable or signed.</summary>
internal sealed class DhtPutCommand : Command, IHasExamples
{
    private readonly Argument<string> _value = new("VALUE") { Description = "The text to store; with `--encoded` a bencoded value, and `-` reads it from standard input." };
    private readonly Option<bool> _encoded = OptionOf.Flag("VALUE is bencoded already.", "--encoded");
    private readonly Option<string?> _key = OptionOf.Text("FILE", "Sign it with this key, so that it can be replaced.", "--key");
    private readonly Option<string?> _newKey = OptionOf.Text("FILE", "Make a key, keep it in this file, and sign with it.", "--new-key");
    private readonly Option<string?> _salt = OptionOf.Text("TEXT", "Which of the key's items, 64 bytes at most.", "--salt");
    private readonly Option<int?> _sequence = OptionOf.Number("N", 0, int.MaxValue, "Its sequence number (default: one more than what is there).", "--seq");
    private readonly Option<int?> _cas = OptionOf.Number("N", 0, int.MaxValue, "Replace only the item with this sequence number.", "--cas");
    private readonly DhtSettings _settings = new();

    public DhtPutCommand(CommandContext context, GlobalOptions globals)
        : base("put", "Store an item of up to 1000 bytes for two hours.")
    {
        Arguments.Add(_value);
        foreach (var option in (Option[])[_encoded, _key, _newKey, _salt, _sequence, _cas])
        {
            Options.Add(option);
        }

        DhtQuery.AddOptions(this, _settings);
        SetAction(async (parsed, cancellationToken) => (int)await RunAsync(parsed, context, globals.OpenOutput(parsed, context), cancellationToken));
    }

    public IReadOnlyList<string> Examples { get; } =
        ["p2pshare dht put \"see you at eight\"", "p2pshare dht put \"version 7\" --key news.key --salt news"];

    private async Task<ExitCode> RunAsync(ParseResult parsed, CommandContext context, CommandOutput output, CancellationToken cancellationToken)
    {
        var salt = Encoding.UTF8.GetBytes(parsed.GetValue(_salt) ?? "");
        CheckUsage(parsed, salt);
        var value = await ReadValueAsync(parsed, context, cancellationToken);
        var key = parsed.GetValue(_newKey) is { } file ? ItemKeyFile.Create(file, context)
            : parsed.GetValue(_key) is { } known ? await ItemKeyFile.ReadAsync(known, context, cancellationToken) : null;
        return await DhtQuery.RunAsync(parsed, _settings, context, async (node, token) =>
        {
            var outcome = key is null
                ? await node.PutAsync(value, token)
                : await node.PutAsync(key, salt, value, parsed.GetValue(_sequence), parsed.GetValue(_cas), token);
            return Tell(outcome, key, parsed.GetValue(_salt), node, output);
        }, cancellationToken);
    }

    private static ExitCode Tell(PutOutcome outcome, ItemKey? key, string? salt, DhtNode node, CommandOutput output)
    {
        if (outcome.StoredOn == 0)
        {
            throw new CommandException(outcome.Refusal is { } refusal
                ? new UserError("dht-refused", ExitCode.GaveUp, $"nobody stored the item: {refusal.Text} ({refusal.Code})")
                : NothingFound.Of("nobody stored the item", node.Snapshot().HasJoined));
        }

        var publicKey = key is null ? null : Convert.ToHexStringLower(key.PublicKey.Span);
        output.Data(publicKey ?? outcome.Target.ToString());
        output.Say($"stored on {outcome.StoredOn} nodes");
        output.Document(new DhtPutDocument(outcome.Target.ToString(), publicKey, salt, outcome.Item?.Sequence, outcome.StoredOn));
        return ExitCode.Done;
    }

    private void CheckUsage(ParseResult parsed, byte[] salt)
    {
        var isSigned = parsed.GetValue(_key) is not null || parsed.GetValue(_newKey) is not null;
        if (parsed.GetValue(_key) is not null && parsed.GetValue(_newKey) is not null)
        {
            throw new CommandException(UserError.Usage("`--key` and `--new-key` exclude each other"));
        }

        if (!isSigned && (parsed.GetValue(_salt) is not null || parsed.GetValue(_sequence) is not null || parsed.GetValue(_cas) is not null))
        {
            throw new CommandException(UserError.Usage("`--salt`, `--seq` and `--cas` are for signed items", "`--key FILE` signs with a key, `--new-key FILE` makes one."));
        }

        if (salt.Length > KrpcLimits.MaxSalt)
        {
            throw new CommandException(UserError.Usage($"`--salt` has {salt.Length} bytes, and {KrpcLimits.MaxSalt} are the most"));
        }
    }

    private async Task<byte[]> ReadValueAsync(ParseResult parsed, CommandContext context, CancellationToken cancellationToken)
    {
        var argument = parsed.GetRequiredValue(_value);
        if (!parsed.GetValue(_encoded))
        {
            return Check(ItemValue.OfText(argument));
        }

        var bytes = argument == "-" ? await BoundedReader.ReadAsync(context.Input, KrpcLimits.MaxItem, cancellationToken) : Encoding.UTF8.GetBytes(argument);
        return bytes is null || ItemValue.IsValue(bytes)
            ? Check(bytes)
            : throw new CommandException(new UserError("item-unusable", ExitCode.BadInput, "cannot store the value: it is not bencoded"));
    }

    private static byte[] Check(byte[]? value) => value is not null && value.Length <= KrpcLimits.MaxItem
        ? value
        : throw new CommandException(new UserError("item-unusable", ExitCode.BadInput, $"cannot store the value: encoded it is longer than {KrpcLimits.MaxItem} bytes"));
}
