using System.Globalization;

namespace P2PShare.Cli;

/// <summary>Every way the program can fail, with its sentence: the thing in backticks, the cause, and the way out as a hint.</summary>
/// <param name="Kind">What scripts and tests match, in kebab-case.</param>
/// <param name="Code">The exit code.</param>
/// <param name="Message">A sentence without a full stop.</param>
/// <param name="Hint">What to do about it; null where there is nothing to say.</param>
internal sealed record UserError(string Kind, ExitCode Code, string Message, string? Hint = null)
{
    public static UserError Usage(string message, string? hint = null) => new("usage", ExitCode.Usage, message, hint);

    public static UserError ConfigUnreadable(string path, string cause) =>
        new("config-unreadable", ExitCode.Usage, $"cannot read config file `{path}`: {cause}");

    public static UserError ProfileMissing(string path, string profile, string cause) =>
        new("profile-missing", ExitCode.Usage, $"cannot use profile `{profile}` of config file `{path}`: {cause}");

    public static UserError TorrentUnreadable(string source, string cause, string? hint = null) =>
        new("torrent-unreadable", ExitCode.BadInput, $"cannot read torrent `{source}`: {cause}", hint);

    public static UserError TorrentMissing(string argument, string? hint = null) =>
        new("torrent-missing", ExitCode.BadInput, $"cannot read torrent `{argument}`: no such file", hint ?? "A torrent is a file, an http(s) URL, or `-` for standard input; `get`, `show` and `magnet` also take magnet links and info-hashes.");

    public static UserError TorrentIsFolder(string argument) =>
        new("torrent-is-folder", ExitCode.BadInput, $"cannot read torrent `{argument}`: it is a folder", "`p2pshare create` makes a torrent of it, `p2pshare seed` shares it at once.");

    public static UserError MagnetUnreadable(string argument, string cause, string? hint = null) =>
        new("magnet-unreadable", ExitCode.BadInput, $"cannot read magnet link `{argument}`: {cause}", hint);

    public static UserError DownloadFailed(string url, string cause, string? hint = null) =>
        new("torrent-download-failed", ExitCode.BadInput, $"cannot fetch torrent `{url}`: {cause}", hint);

    public static UserError NeedsMetadata(string argument) =>
        new("metadata-missing", ExitCode.BadInput, $"cannot use `{argument}`: only its hash is known", "`p2pshare get` finds out the rest; or ask for the .torrent file itself.");

    public static UserError TooLongForQr(string name) =>
        new("link-too-long", ExitCode.BadInput, $"cannot draw the link of `{name}`: it is too long for a QR code", "`p2pshare edit --no-trackers -o short.torrent` makes a torrent with a shorter link.");

    public static UserError PathMissing(string path, string? hint = null) =>
        new("path-missing", ExitCode.BadInput, $"cannot use `{path}`: no such file or folder", hint);

    public static UserError ListUnreadable(string path, string cause) =>
        new("list-unreadable", ExitCode.BadInput, $"cannot read list `{path}`: {cause}");

    public static UserError ManifestUnreadable(string path, int? line, string cause) =>
        new("manifest-unreadable", ExitCode.BadInput, $"cannot read manifest `{path}`{(line is { } number ? string.Create(CultureInfo.InvariantCulture, $" at line {number}") : "")}: {cause}");

    public static UserError CannotCreate(string message, bool isStorage, string? hint = null) =>
        new("cannot-create", isStorage ? ExitCode.Storage : ExitCode.BadInput, message, hint);

    public static UserError OutputExists(string path) =>
        new("output-exists", ExitCode.BadInput, $"cannot write `{path}`: it is already there", "Pass `--force` to replace it.");

    public static UserError OtherOutputExists(string path) =>
        new("output-exists", ExitCode.BadInput, $"cannot write `{path}`: something else is already there", "It is not the torrent that these options make of this content; `force: true` replaces it.");

    public static UserError OutputUnwritable(string path, string cause) =>
        new("output-unwritable", ExitCode.Storage, $"cannot write `{path}`: {cause}");

    public static UserError NothingSelected(string name, string selection) =>
        new("nothing-selected", ExitCode.BadInput, $"nothing in `{name}` is selected by `{selection}`", "`--list` shows the files and their numbers.");

    public static UserError OutputIsFile(string path) =>
        new("output-is-file", ExitCode.BadInput, $"cannot get anything into `{path}`: it is a file", "`--output` is the folder for the content; `--rename OLD=NEW` gives the content another name.");

    public static UserError CannotRename(string name, string cause) =>
        new("cannot-rename", ExitCode.BadInput, $"cannot rename in `{name}`: {cause}", "`--rename OLD=NEW` takes the torrent's name, or the path of a file or folder in it; `--list` shows them.");

    public static UserError ContentMissing(string name, string directory, string share) =>
        new("content-missing", ExitCode.Mismatch, $"content of `{name}` is not all there in `{directory}`: {share} match", "`--data` says where it is, `--partial` shares what is there, and `p2pshare get` completes it.");

    public static UserError TimedOut(string name, string message) =>
        new("gave-up", ExitCode.GaveUp, $"gave up on `{name}`: {message}", "The same command goes on from here.");

    public static UserError MetadataNotFound(string name, string cause, string waited, string? more = null) =>
        new("metadata-not-found", ExitCode.GaveUp, $"gave up on `{name}`: {cause} in {waited}", $"Somebody who has it must be online; name one with `--peer HOST:PORT` if you know where.{(more is null ? "" : $" {more}")}");

    public static UserError StorageFailed(string message) =>
        new("storage-failed", ExitCode.Storage, message);

    public static UserError CannotBind(string message) =>
        new("cannot-bind", ExitCode.Network, message, "Choose another address or port; port 0 takes any free one.");

    public static UserError Interrupted(string what) =>
        new("interrupted", ExitCode.Interrupted, $"stopped before {what} was complete");

    public static UserError Duplicate(string name) =>
        new("torrent-duplicate", ExitCode.BadInput, $"cannot add `{name}`: the same torrent was given before");

    public static UserError NothingRuns(string stateDirectory) =>
        new("nothing-runs", ExitCode.BadInput, $"no p2pshare runs with the state folder `{stateDirectory}`", "`p2pshare get` and `seed` can be asked while they run; `--state-dir` says with which folder.");

    public static UserError NotRunning(string argument) =>
        new("torrent-not-running", ExitCode.BadInput, $"no running p2pshare has the torrent `{argument}`", "`p2pshare status` shows what runs; name one by its info-hash or the first 6 digits of it, its name, .torrent file or magnet link.");

    public static UserError AmbiguousHash(string argument, int count) =>
        new("torrent-ambiguous", ExitCode.BadInput, $"`{argument}` begins the info-hashes of {count} torrents", "Type more of it.");

    public static UserError Bug(string what) =>
        new("unexpected", ExitCode.Unexpected, $"unexpected failure: {what}", "This is a bug in p2pshare. Please report it with the command line and what `-vv` prints.");
}
