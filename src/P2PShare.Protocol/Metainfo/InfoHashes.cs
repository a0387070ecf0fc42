using System.Diagnostics.CodeAnalysis;

namespace P2PShare.Protocol.Metainfo;

/// <summary>What names a torrent: its v1 info-hash (BEP 3), its v2 info-hash (BEP 52), or both for a hybrid. At least one is set.</summary>
public sealed record InfoHashes(Sha1Hash? V1, Sha256Hash? V2)
{
    /// <summary>The hash that identifies the torrent towards scripts and the state folder: v1 where there is one, else v2. Lower-case hex.</summary>
    public string Key => V1?.ToString() ?? V2?.ToString() ?? throw new InvalidOperationException("No info-hash.");

    /// <summary>The 20 bytes that go first into a handshake or an announce: v1, else the truncated v2.</summary>
    public Sha1Hash Primary => V1 ?? V2?.Truncate() ?? throw new InvalidOperationException("No info-hash.");

    /// <summary>Reads an info-hash as people write it: 40 hex digits or 32 base32 characters for v1, 64 hex digits for v2.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out InfoHashes? hashes)
    {
        hashes = null;
        if (HashText.TryReadV2(text, out var v2))
        {
            hashes = new InfoHashes(null, v2);
        }
        else if (HashText.TryReadV1(text, out var v1))
        {
            hashes = new InfoHashes(v1, null);
        }

        return hashes is not null;
    }

    /// <summary>The 20-byte forms under which the torrent is announced and answered: one, or two for a hybrid.</summary>
    public IEnumerable<Sha1Hash> OnWire()
    {
        if (V1 is { } v1)
        {
            yield return v1;
        }

        if (V2 is { } v2)
        {
            yield return v2.Truncate();
        }
    }
}
