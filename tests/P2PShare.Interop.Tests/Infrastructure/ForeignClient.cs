namespace P2PShare.Interop.Tests.Infrastructure;

/// <summary>What a test needs from the machine beside our own program.</summary>
public enum ForeignClient
{
    /// <summary><c>aria2c</c>.</summary>
    Aria2,

    /// <summary><c>transmission-daemon</c>.</summary>
    Transmission,

    /// <summary>libtorrent-rasterbar's Python binding, in the system's own Python.</summary>
    Libtorrent,

    /// <summary><c>mktorrent</c>.</summary>
    Mktorrent,

    /// <summary><c>opentracker</c>.</summary>
    Opentracker,

    /// <summary>The right to make network namespaces: root and iproute2.</summary>
    NetworkNamespace,

    /// <summary>The right to mount a small tmpfs: root.</summary>
    Mount,

    /// <summary>Files that can be closed to their owner: Unix, and setpriv for root.</summary>
    Permissions,
}
