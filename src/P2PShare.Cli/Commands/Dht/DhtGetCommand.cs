using System.CommandLine;
using System.Text;
using P2PShare.Cli.DhtNodes;
using P2PShare.Cli.Json;
using P2PShare.Cli.Settings;
using P2PShare.Protocol.Krpc;

namespace P2PShare.Cli.Commands.Dht;

/// <summary><c>dht get</c>: an item.</summary>
internal sealed class DhtGetCommand : Command, IHasExamples
{
    private const int TargetDigits = 40;
    private const int KeyDigits = 64;

    private readonly Argument<string> _item = new("TARGET|KEY") { Description = "Where the item is (40 hex), or the public key that it is signed with (64 hex)." };
    private readonly Option<string?> _salt = OptionOf.Text("TEXT", "Which of the key's items.", "--salt");
    private readonly DhtSettings _settings = new();

    public DhtGetCommand(CommandContext context, GlobalOptions globals)
        : base("get", "Get an item.")
    {
        Arguments.Add(_item);
        Options.Add(_salt);
        DhtQuery.AddOptions(this, _settings);
        SetAction(async (parsed, cancellationToken) => (int)await RunAsync(parsed, context, globals.OpenOutput(parsed, context), cancellationToken));
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "p2pshare dht get e5f96f6f38320f0f33959cb4d3d656452117aadb",
        "p2pshare dht get 77ff84905a91936367c01360803104f92432fcd904a43511876df5cdf3e7e548 --salt foobar",
    ];

    private async Task<ExitCode> RunAsync(ParseResult parsed, CommandContext context, CommandOutput output, CancellationToken cancellationToken)
    {
        var salt = Encoding.UTF8.GetBytes(parsed.GetValue(_salt) ?? "");
        var text = parsed.GetRequiredValue(_item);
        var target = TargetOf(text, salt);
        return await DhtQuery.RunAsync(parsed, _settings, context, async (node, token) =>
        {
            var item = await node.GetAsync(target, salt, token)
                ?? throw new CommandException(NothingFound.Of($"no item was found under `{text}`", node.Snapshot().HasJoined));
            var value = ItemValue.TextOf(item.Value);
            output.Data(value ?? Encoding.Latin1.GetString(item.Value.Span));
            output.Document(new DhtItemDocument(
                target.ToString(), value, Convert.ToBase64String(item.Value.Span), item.IsMutable ? Convert.ToHexStringLower(item.Key.Span) : null, item.Sequence));
            return ExitCode.Done;
        }, cancellationToken);
    }

    private static NodeId TargetOf(string text, byte[] salt)
    {
        if (text.Length is TargetDigits or KeyDigits && text.All(char.IsAsciiHexDigit))
        {
            var bytes = Convert.FromHexString(text);
            return text.Length == TargetDigits ? new NodeId(bytes) : ItemText.TargetOf(bytes, salt);
        }

        throw new CommandException(new UserError("item-unusable", ExitCode.BadInput, $"`{text}` names no item: it is neither 40 nor 64 hex digits"));
    }
}
