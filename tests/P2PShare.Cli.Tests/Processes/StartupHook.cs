#pragma warning disable CA1050, MA0047 // The runtime looks for this very name.

/// <summary>What the runtime calls in a program that is told of this assembly by <c>DOTNET_STARTUP_HOOKS</c>: a thread that fails once a file is there.</summary>
internal static class StartupHook
{
    public static void Initialize() => new Thread(Crash) { IsBackground = true }.Start();

    private static void Crash()
    {
        while (!File.Exists("crash"))
        {
            Thread.Sleep(10);
        }

        throw new InvalidOperationException("crash");
    }
}
