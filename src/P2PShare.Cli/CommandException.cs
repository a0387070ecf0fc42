namespace P2PShare.Cli;

/// <summary>Ends a command, or its work on one of several things, with an error for the user.</summary>
internal sealed class CommandException(UserError error, Exception? innerException = null)
    : Exception(error.Message, innerException)
{
    public UserError Error { get; } = error;
}
