namespace P2PShare.Cli.Inputs;

/// <summary>Reads streams whose length somebody else decides.</summary>
internal static class BoundedReader
{
    private const int StepLength = 64 * 1024;

    /// <summary>Everything in the stream; null when that is more than <paramref name="maxLength"/> bytes. Takes no more memory than was read.</summary>
    public static async Task<byte[]?> ReadAsync(Stream stream, int maxLength, CancellationToken cancellationToken)
    {
        using var all = new MemoryStream();
        var buffer = new byte[StepLength];
        int count;
        while ((count = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (all.Length + count > maxLength)
            {
                return null;
            }

            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }
}
