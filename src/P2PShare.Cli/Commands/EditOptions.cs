using System.CommandLine;
using System.Globalization;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Settings;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Commands;

/// <summary>The options of <c>edit</c> that say what to change.</summary>
internal sealed class EditOptions
{
    private readonly Option<string[]> _trackers = OptionOf.Texts("URL", "These trackers in place of the old ones; again for a further tier, commas within one tier.", "--tracker", "-t", "--announce");
    private readonly Option<string[]> _addTrackers = OptionOf.Texts("URL", "A further tier of trackers.", "--add-tracker");
    private readonly Option<string[]> _removeTrackers = OptionOf.Texts("URL", "Remove a tracker.", "--remove-tracker");
    private readonly Option<bool> _noTrackers = OptionOf.Flag("Remove all trackers.", "--no-trackers");
    private readonly Option<string[]> _webSeeds = OptionOf.Texts("URL", "These web seeds in place of the old ones.", "--web-seed", "-w");
    private readonly Option<bool> _noWebSeeds = OptionOf.Flag("Remove all web seeds.", "--no-web-seeds");
    private readonly Option<string[]> _nodes = OptionOf.Texts("HOST:PORT", "These DHT nodes in place of the old ones.", "--node");
    private readonly Option<bool> _noNodes = OptionOf.Flag("Remove all DHT nodes.", "--no-nodes");
    private readonly Option<string?> _comment = OptionOf.Text("TEXT", "The comment; the empty one removes it.", "--comment", "-c");
    private readonly Option<string?> _createdBy = OptionOf.Text("TEXT", "The program that made it; the empty one removes it.", "--created-by");
    private readonly Option<string?> _date = OptionOf.Text("TIME", "The date of creation, such as 2025-06-01 or 2025-06-01T12:00:00Z.", "--date");
    private readonly Option<bool> _noDate = OptionOf.Flag("Remove the date of creation.", "--no-date");

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[
            _trackers, _addTrackers, _removeTrackers, _noTrackers, _webSeeds, _noWebSeeds, _nodes, _noNodes, _comment, _createdBy, _date, _noDate])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The changes to a torrent.</summary>
    /// <exception cref="CommandException">One of them makes no sense, or there is none.</exception>
    public MetainfoEdit Bind(ParseResult parsed, TorrentMetainfo metainfo)
    {
        var removesWebSeeds = parsed.GetValue(_noWebSeeds);
        var edit = new MetainfoEdit
        {
            Trackers = Trackers(parsed, metainfo.Trackers),
            WebSeeds = Replacement(parsed, _webSeeds, removesWebSeeds, WebSeedUrl.Check),
            HttpSeeds = removesWebSeeds ? [] : null,
            Nodes = Replacement(parsed, _nodes, parsed.GetValue(_noNodes), node => HostPort.Parse(node).ToString()),
            Comment = parsed.GetValue(_comment),
            CreatedBy = parsed.GetValue(_createdBy),
            CreationDate = Date(parsed.GetValue(_date)),
            RemovesCreationDate = parsed.GetValue(_noDate),
        };
        return edit != new MetainfoEdit()
            ? edit
            : throw new CommandException(UserError.Usage("nothing to change was named", "`p2pshare edit --help` shows what there is."));
    }

    private IReadOnlyList<IReadOnlyList<string>>? Trackers(ParseResult parsed, IReadOnlyList<IReadOnlyList<string>> old)
    {
        var replacement = parsed.GetValue(_trackers) ?? [];
        var added = parsed.GetValue(_addTrackers) ?? [];
        var removed = parsed.GetValue(_removeTrackers) ?? [];
        var removesAll = parsed.GetValue(_noTrackers);
        if (replacement.Length + added.Length + removed.Length == 0 && !removesAll)
        {
            return null;
        }

        var kept = replacement.Length > 0 ? TrackerTiers.Parse(replacement) : removesAll ? [] : old;
        return
        [
            .. kept.Select(tier => (IReadOnlyList<string>)[.. tier.Where(url => !removed.Contains(url, StringComparer.Ordinal))]).Where(tier => tier.Count > 0),
            .. TrackerTiers.Parse(added),
        ];
    }

    private static IReadOnlyList<string>? Replacement(ParseResult parsed, Option<string[]> option, bool removesAll, Func<string, string> check)
    {
        var values = parsed.GetValue(option) ?? [];
        return values.Length > 0 || removesAll ? [.. values.Select(check)] : null;
    }

    private static DateTimeOffset? Date(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? date
            : throw new CommandException(UserError.Usage($"`{text}` is no time", "Examples: `2025-06-01`, `2025-06-01T12:00:00Z`."));
    }
}
