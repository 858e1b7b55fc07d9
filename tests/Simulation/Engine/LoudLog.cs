using Microsoft.Extensions.Logging;

namespace Ringback.Tests.Simulation.Engine;

/// <summary>In a simulation nothing but its mishaps goes wrong: an error that production would log and bear is a bug.</summary>
internal sealed class LoudLog<T>(Loop loop) : ILogger<T>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (IsEnabled(logLevel))
            loop.Fail($"{formatter(state, exception)}: {exception}");
    }
}
