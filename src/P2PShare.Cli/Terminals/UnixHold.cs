using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace P2PShare.Cli.Terminals;

/// <summary>
/// A terminal of Unix: shared with a shell, which may stop the process, send it to the background and fetch it back. In the background nothing is
/// drawn and no key is read, which would stop the process.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class UnixHold : ITerminalHold
{
    private const int Input = 0;
    private const int Error = 2;
    private const int Pace = 100;

    // Linux's number of the request.
    private const nuint GetWindowSize = 0x5413;

    private readonly Lock _changing = new();
    private readonly TaskCompletionSource _ended = new();
    private readonly LineMode _mode = new(Input);
    private readonly Action<bool> _shown;
    private readonly Action<ConsoleKeyInfo>? _pressed;
    private readonly PosixSignalRegistration[] _signals;
    private PosixSignalRegistration _stop;
    private readonly Thread _thread;
    private bool _isHeld;
    private bool _isSuspended;

    private UnixHold(Action<bool> shown, Action<ConsoleKeyInfo>? pressed)
    {
        _shown = shown;
        _pressed = pressed;
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGQUIT, _ => Suspend()),
            PosixSignalRegistration.Create(PosixSignal.SIGCONT, signal =>
            {
                // .NET would set the terminal to what it knows of it, which stops a process that goes on in the background.
                signal.Cancel = true;
                Continue();
            }),
        ];
        _stop = WhenStopped();
        AppDomain.CurrentDomain.ProcessExit += EndProcess;
        Look();
        _thread = new Thread(Run) { IsBackground = true, Name = "terminal" };
        _thread.Start();
    }

    public bool HasKeys => _pressed is not null;

    /// <summary>See <see cref="TakeTerminal"/>. Keys are read where standard input is a terminal.</summary>
    public static ITerminalHold Take(Action<bool> shown, Action<ConsoleKeyInfo>? pressed) =>
        new UnixHold(shown, LineMode.IsSupported && !Console.IsInputRedirected ? pressed : null);

    /// <summary>The size of the terminal; null where it does not tell.</summary>
    public static (int Columns, int Rows)? Size() =>
        LibC.Control(Error, GetWindowSize, out var size) == 0 && size is { Columns: > 0, Rows: > 0 } ? (size.Columns, size.Rows) : null;

    public void Dispose()
    {
        _ended.SetResult();
        _thread.Join();
        AppDomain.CurrentDomain.ProcessExit -= EndProcess;
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }

        lock (_changing)
        {
            _stop.Dispose();
            Suspend();
        }
    }

    private static bool IsForeground => LibC.ForegroundGroup(Error) is var group && (group < 0 || group == LibC.ProcessGroup());

    private void EndProcess(object? sender, EventArgs arguments) => Suspend();

    private PosixSignalRegistration WhenStopped() => PosixSignalRegistration.Create(PosixSignal.SIGTSTP, signal =>
    {
        signal.Cancel = true;
        StopProcess();
    });

    /// <summary>Does what the signal does to those who do not listen to it: .NET would not.</summary>
    private void StopProcess()
    {
        lock (_changing)
        {
            if (_ended.Task.IsCompleted)
            {
                return;
            }

            Suspend();
            _stop.Dispose();
            _ = LibC.Signal(Environment.ProcessId, LibC.Stop);
        }

        // The whole process stands still meanwhile, unless there is no shell that could let it go on.
        _ended.Task.Wait(Pace);
        lock (_changing)
        {
            if (!_ended.Task.IsCompleted)
            {
                _stop = WhenStopped();
                Continue();
            }
        }
    }

    /// <summary>Leaves the terminal as it was, until <see cref="Continue"/>.</summary>
    private void Suspend()
    {
        lock (_changing)
        {
            _isSuspended = true;
            Release();
        }
    }

    private void Continue()
    {
        lock (_changing)
        {
            // Whoever had the terminal meanwhile may have set it to anything.
            Release();
            _isSuspended = false;
        }
    }

    private void Release()
    {
        if (!_isHeld)
        {
            return;
        }

        _isHeld = false;
        _shown(false);
        if (HasKeys && IsForeground)
        {
            _mode.GiveBack();
        }
    }

    /// <summary>Takes the terminal if it is ours to take.</summary>
    /// <returns>Whether it is.</returns>
    private bool Look()
    {
        lock (_changing)
        {
            if (!_isSuspended && IsForeground != _isHeld)
            {
                if (_isHeld)
                {
                    Release();
                }
                else
                {
                    _isHeld = true;
                    _shown(true);
                    _ = HasKeys && _mode.TryTakeKeys();
                }
            }

            return _isHeld;
        }
    }

    private void Run()
    {
        Span<byte> bytes = stackalloc byte[256];
        while (!_ended.Task.IsCompleted)
        {
            if (!Look() || !HasKeys || !TryRead(ref bytes, out var count))
            {
                _ended.Task.Wait(Pace);
                continue;
            }

            foreach (var key in KeyDecoder.Read(bytes[..count]))
            {
                _pressed!(key);
            }
        }
    }

    /// <summary>Waits a while for bytes; false where none can come.</summary>
    private static bool TryRead(ref Span<byte> bytes, out int count)
    {
        count = 0;
        var request = new LibC.PollRequest { File = Input, Awaited = LibC.Readable };
        if (LibC.Poll(ref request, 1, Pace) <= 0)
        {
            return true;
        }

        // Nobody but us reads here. A reader in the background would be stopped: the moment between looking and reading is too short for a shell.
        count = (int)LibC.Read(Input, bytes, (nuint)bytes.Length);
        var isOpen = count > 0;
        count = Math.Max(0, count);
        return isOpen;
    }
}
