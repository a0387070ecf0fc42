using System.Text.RegularExpressions;
using P2PShare.Interop.Tests.Infrastructure;

namespace P2PShare.Interop.Tests.Clients;

/// <summary><c>aria2c</c>. Knows v1 only: it re-encodes hybrids and gets another info-hash. Cannot be told of peers.</summary>
internal sealed partial class Aria2Client(PeerSettings? settings = null) : IPeerProgram
{
    private readonly PeerSettings _settings = settings ?? new PeerSettings();

    public string Name => "aria2";

    public Task<IPeer> SeedAsync(PeerPlace place, string torrent, string contentDirectory, CancellationToken cancellationToken) =>
        Start(place, torrent, contentDirectory, "--check-integrity=true");

    public Task<IPeer> LeechAsync(PeerPlace place, string torrent, string contentDirectory, CancellationToken cancellationToken) =>
        // The hook's words land in aria2's own output: no script is needed to hear of the end.
        Start(place, torrent, contentDirectory, $"--on-bt-download-complete={Machine.Find("echo")}");

    private Task<IPeer> Start(PeerPlace place, string torrent, string contentDirectory, string option)
    {
        string[] arguments =
        [
            "--no-conf=true", "--enable-dht6=false", $"--bt-enable-lpd={Word(_settings.Local)}", $"--enable-peer-exchange={Word(_settings.Exchange)}",
            "--disable-ipv6=true", "--file-allocation=none", "--allow-overwrite=true", "--auto-file-renaming=false", "--seed-ratio=0.0",
            "--console-log-level=notice", "--show-console-readout=false", "--summary-interval=0", "--enable-color=false",
            $"--interface={place.Address}", $"--listen-port={place.EndPoint.Port}", $"--dir={contentDirectory}",
            .. _settings.DhtNode is null
                ? (string[])["--enable-dht=false"]
                :
                [
                    "--enable-dht=true", $"--dht-entry-point={_settings.DhtNode}", $"--dht-listen-port={place.Network.FreePort(place.Address)}",
                    $"--dht-file-path={Path.Combine(place.Folder, "dht.dat")}",
                ],
            .. _settings.IsSlow ? (string[])[$"--max-overall-upload-limit={PeerSettings.SlowRate}", $"--max-overall-download-limit={PeerSettings.SlowRate}"] : [],
            option, torrent,
        ];
        return Task.FromResult<IPeer>(new Peer(ProgramProcess.Start("aria2", "aria2c", arguments, place.Network, workingDirectory: place.Folder)));
    }

    private static string Word(bool isOn) => isOn ? "true" : "false";

    private sealed class Peer(ProgramProcess process) : IPeer
    {
        public ProgramProcess Process => process;

        public Task WaitUntilCompleteAsync(CancellationToken cancellationToken) =>
            process.WaitForLineAsync(IsHookOrVerdict, cancellationToken);

        public ValueTask DisposeAsync() => process.DisposeAsync();

        // The hook is called with a 16 digit id, a count and a path.
        private static bool IsHookOrVerdict(string line) =>
            line.Contains("Verification finished successfully", StringComparison.Ordinal) || Hook().IsMatch(line);
    }

    [GeneratedRegex("^[0-9a-f]{16} [0-9]+ ", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Hook();
}
