using System.CommandLine;
using System.Formats.Tar;
using System.Text;

namespace P2PShare.Cli.Manual;

/// <summary>All manual pages as one tar archive, to be unpacked where <c>man</c> looks.</summary>
internal static class ManArchive
{
    /// <summary>Writes it.</summary>
    public static async Task WriteAsync(Stream stream, RootCommand root, CancellationToken cancellationToken)
    {
        await using var archive = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true);
        foreach (var (name, text) in ManPages.Of(root))
        {
            using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
            var entry = new UstarTarEntry(TarEntryType.RegularFile, name)
            {
                DataStream = content,
                Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
            };
            await archive.WriteEntryAsync(entry, cancellationToken);
        }
    }
}
