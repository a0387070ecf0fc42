namespace P2PShare.Cli.Json;

/// <summary>Prints many documents as one list on one line, each as soon as it is there, so that memory does not grow with their number.</summary>
internal sealed class DocumentList(CommandOutput output)
{
    private bool _hasAny;

    /// <summary>One more.</summary>
    public void Add(object document)
    {
        if (output.Style.Json)
        {
            output.Part((_hasAny ? "," : "[") + JsonText.Line(document));
            _hasAny = true;
        }
    }

    /// <summary>There are no more.</summary>
    public void End() => output.Part(_hasAny ? "]\n" : "[]\n");
}
