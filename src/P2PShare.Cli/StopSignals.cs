using System.Runtime.InteropServices;

namespace P2PShare.Cli;

/// <summary>Signals that end the program: the first asks for an orderly end, the second leaves at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _count;

    public StopSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, Handle),
    ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Does what a signal does.</summary>
    public void Raise()
    {
        if (Interlocked.Increment(ref _count) == 1)
        {
            // What waits for it goes on elsewhere: whoever raises it may be waited for.
            _ = _stop.CancelAsync();
            return;
        }

        Environment.Exit((int)ExitCode.Interrupted);
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _stop.Dispose();
    }

    private void Handle(PosixSignalContext signal)
    {
        signal.Cancel = true;
        Raise();
    }
}
