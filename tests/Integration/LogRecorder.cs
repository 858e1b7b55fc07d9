using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Ringback.Tests.Integration;

/// <summary>Keeps every line that is logged, whatever its level.</summary>
internal sealed class LogRecorder : ILoggerProvider, ILogger
{
    /// <summary>Each with its exception, if it has one.</summary>
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => Lines.Enqueue($"{formatter(state, exception)} {exception}");

    public void Dispose() { }
}
