using System.Security.Cryptography;
using System.Text;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Tests;

/// <summary>Torrents to test with, written by hand so that no other part of the program has to work.</summary>
internal static class Some
{
    /// <summary>A v1 torrent of one file that holds a text.</summary>
    public static byte[] Torrent(string name = "a.txt", string content = "hello", string outside = "", string inside = "")
    {
        var info = Concat(
            $"d6:lengthi{Encoding.UTF8.GetByteCount(content)}e4:name{Text(name)}12:piece lengthi16384e6:pieces20:",
            SHA1.HashData(Encoding.UTF8.GetBytes(content)),
            inside + "e");
        return Concat($"d{outside}4:info", info, "e");
    }

    /// <summary>A v1 torrent of several files, all of zeros.</summary>
    public static byte[] Folder(string name, params (string Path, int Length)[] files)
    {
        var list = string.Concat(files.Select(file => $"d6:lengthi{file.Length}e4:pathl{string.Concat(file.Path.Split('/').Select(Text))}ee"));
        var pieces = SHA1.HashData(new byte[files.Sum(file => file.Length)]);
        return Concat("d4:info", Concat($"d5:filesl{list}e4:name{Text(name)}12:piece lengthi1048576e6:pieces20:", pieces, "e"), "e");
    }

    /// <summary>The same, read.</summary>
    public static TorrentMetainfo Metainfo(string name = "a.txt", string content = "hello") => MetainfoReader.Read(Torrent(name, content));

    /// <summary>A bencoded string.</summary>
    public static string Text(string text) => $"{Encoding.UTF8.GetByteCount(text)}:{text}";

    private static byte[] Concat(string before, byte[] middle, string after) => [.. Encoding.UTF8.GetBytes(before), .. middle, .. Encoding.UTF8.GetBytes(after)];
}
