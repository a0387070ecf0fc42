namespace P2PShare.Testing.Storage;

/// <summary>What is asked of a file system.</summary>
public enum FileOperation
{
    /// <summary>Opening to read.</summary>
    OpenToRead,

    /// <summary>Opening to write, or making.</summary>
    OpenToWrite,

    /// <summary>Reading.</summary>
    Read,

    /// <summary>Writing.</summary>
    Write,

    /// <summary>Setting a length, or reserving space.</summary>
    Resize,

    /// <summary>Making a file, a folder's entries or everything durable.</summary>
    Flush,

    /// <summary>Looking at a path.</summary>
    Look,

    /// <summary>Making a folder or a link.</summary>
    Make,

    /// <summary>Renaming.</summary>
    Move,

    /// <summary>Deleting.</summary>
    Delete,

    /// <summary>Changing permissions.</summary>
    Permit,

    /// <summary>Locking.</summary>
    Lock,
}
