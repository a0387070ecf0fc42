using System.Globalization;

namespace P2PShare.Cli.Control;

/// <summary>Where the processes that run with a state folder can be spoken to: a socket each, named by the process id, in a folder that its user alone may enter.</summary>
/// <param name="stateDirectory">The state folder. Absolute.</param>
internal sealed class ControlFolder(string stateDirectory)
{
    private const string Ending = ".sock";
    private const UnixFileMode UserOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The folder.</summary>
    public string FullPath { get; } = Path.Combine(stateDirectory, "control");

    /// <summary>Where a process is spoken to.</summary>
    public string SocketOf(int processId) => Path.Combine(FullPath, string.Create(CultureInfo.InvariantCulture, $"{processId}{Ending}"));

    /// <summary>Makes the folder, and takes away what an earlier process of this id left there.</summary>
    public void Prepare(int processId)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(FullPath);
        }
        else
        {
            Directory.CreateDirectory(FullPath, UserOnly);
            File.SetUnixFileMode(FullPath, UserOnly);
        }

        File.Delete(SocketOf(processId));
    }

    /// <summary>The sockets that lie there, of whatever process, in the order of the ids.</summary>
    public IReadOnlyList<(int ProcessId, string Path)> Sockets()
    {
        var found = new List<(int ProcessId, string Path)>();
        if (Directory.Exists(FullPath))
        {
            foreach (var path in Directory.EnumerateFiles(FullPath, "*" + Ending))
            {
                if (int.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                {
                    found.Add((id, path));
                }
            }
        }

        return [.. found.OrderBy(static socket => socket.ProcessId)];
    }
}
