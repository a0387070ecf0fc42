using System.Net.Sockets;
using System.Text;

namespace P2PShare.Net.Transport;

/// <summary>Byte streams between processes of one machine, through Unix-domain sockets that lie in a folder. Who may use one is what the file system says.</summary>
public static class LocalSockets
{
    /// <summary>Longest path of a socket in bytes, on every system that has them.</summary>
    private const int MaxPathLength = 100;

    /// <summary>Whether the system has them.</summary>
    public static bool IsSupported => Socket.OSSupportsUnixDomainSockets;

    /// <summary>Listens at a path, where nothing lies yet, for the user alone; as long as the path may be.</summary>
    /// <exception cref="NetException">It cannot.</exception>
    public static LocalListener Listen(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var fresh = path + ".new";
        try
        {
            File.Delete(fresh);
            using (var place = ShortPath.Of(fresh))
            {
                socket.Bind(new UnixDomainSocketEndPoint(place.Path));
            }

            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(fresh, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            // Under its name only once it listens: who is refused takes it for one that a dead process left.
            socket.Listen();
            File.Move(fresh, path);
            return new LocalListener(socket, path);
        }
        catch (Exception exception) when (exception is SocketException or IOException or UnauthorizedAccessException)
        {
            socket.Dispose();
            throw ToNetException(exception);
        }
    }

    /// <summary>Connects to who listens at a path; the caller owns the stream. Null where nobody does any more, and what lies there is left over.</summary>
    /// <exception cref="NetException">It cannot.</exception>
    public static async Task<Stream?> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            using var place = ShortPath.Of(path);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(place.Path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionRefused)
        {
            socket.Dispose();
            return null;
        }
        catch (Exception exception) when (exception is SocketException or IOException or UnauthorizedAccessException)
        {
            socket.Dispose();
            throw ToNetException(exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static NetException ToNetException(Exception exception) =>
        exception is SocketException socket ? SocketErrors.ToNetException(socket) : new NetException(exception.Message, exception);

    /// <summary>A path that fits into an address: where the socket's own does not, it leads through a link in a folder that nobody else can touch.</summary>
    private sealed class ShortPath : IDisposable
    {
        private readonly string? _folder;

        private ShortPath(string path, string? folder)
        {
            Path = path;
            _folder = folder;
        }

        public string Path { get; }

        public static ShortPath Of(string path)
        {
            if (Encoding.UTF8.GetByteCount(path) <= MaxPathLength)
            {
                return new ShortPath(path, null);
            }

            var folder = Directory.CreateTempSubdirectory("p2p").FullName;
            var link = System.IO.Path.Combine(folder, "s");
            Directory.CreateSymbolicLink(link, System.IO.Path.GetDirectoryName(path)!);
            return new ShortPath(System.IO.Path.Combine(link, System.IO.Path.GetFileName(path)), folder);
        }

        public void Dispose()
        {
            if (_folder is not null)
            {
                // The link goes, and not what it leads to.
                File.Delete(System.IO.Path.Combine(_folder, "s"));
                Directory.Delete(_folder);
            }
        }
    }
}
