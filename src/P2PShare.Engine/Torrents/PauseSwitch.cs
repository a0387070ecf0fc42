namespace P2PShare.Engine.Torrents;

/// <summary>Whether a torrent is to pause, and a way to wait for the next word on it. Thread-safe.</summary>
internal sealed class PauseSwitch
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isOn;

    /// <summary>Whether it is to pause.</summary>
    public bool IsOn => _isOn;

    /// <summary>Says whether it is to pause; false when that was so already.</summary>
    public bool Set(bool isOn)
    {
        lock (_lock)
        {
            if (_isOn == isOn)
            {
                return false;
            }

            _isOn = isOn;
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return true;
        }
    }

    /// <summary>Completes when it is so, at once where it is.</summary>
    public Task WhenAsync(bool isOn)
    {
        lock (_lock)
        {
            return _isOn == isOn ? Task.CompletedTask : _changed.Task;
        }
    }
}
