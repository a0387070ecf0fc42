using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using P2PShare.Cli.Wording;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace P2PShare.Cli.Logging;

/// <summary>Makes the log of one run: to standard error with <c>-v</c>, to a file with <c>--log-file</c>, else nowhere.</summary>
internal static class CommandLogging
{
    private const long MaxFileLength = 10 * 1024 * 1024;
    private const int MaxFiles = 10;

    /// <summary>The log; the caller disposes it, which writes what is still held back.</summary>
    /// <exception cref="CommandException">The file cannot be written.</exception>
    public static ILoggerFactory Open(CommandContext context, int verbosity, string? path, bool asJson)
    {
        if (verbosity == 0 && path is null)
        {
            return NullLoggerFactory.Instance;
        }

        var logger = new LoggerConfiguration().MinimumLevel.Is(verbosity >= 2 ? LogEventLevel.Verbose : LogEventLevel.Information);
        if (verbosity > 0)
        {
            logger.WriteTo.Sink(new ErrorSink(context.Error));
        }

        if (path is not null)
        {
            AddFile(logger, context.FullPath(path), asJson);
        }

        return new SerilogLoggerFactory(logger.CreateLogger(), dispose: true);
    }

    private static void AddFile(LoggerConfiguration logger, string path, bool asJson)
    {
        try
        {
            // The sink itself keeps silent about a file it cannot write.
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
            {
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(UserError.OutputUnwritable(path, Causes.Of(exception)), exception);
        }

        logger.WriteTo.File(
            asJson ? new JsonLine() : new TextLine(),
            path,
            fileSizeLimitBytes: MaxFileLength,
            rollOnFileSizeLimit: true,
            retainedFileCountLimit: MaxFiles,
            rollingInterval: RollingInterval.Infinite,
            shared: false);
    }

    /// <summary>Log lines on standard error, harmless for a terminal: peers choose some of the words in them.</summary>
    private sealed class ErrorSink(TextWriter error) : ILogEventSink
    {
        private readonly TextLine _format = new();

        public void Emit(LogEvent logEvent)
        {
            using var line = new StringWriter(CultureInfo.InvariantCulture);
            _format.Format(logEvent, line);
            lock (error)
            {
                error.Write(line);
            }
        }
    }
}
