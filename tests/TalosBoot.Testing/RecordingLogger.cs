using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace TalosBoot.Testing;

/// <summary>Keeps what is logged, of all categories, with its level: <c>Warning text</c>.</summary>
public sealed class RecordingLogger : ILoggerFactory, ILogger
{
    public ConcurrentQueue<string> Messages { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        Messages.Enqueue($"{logLevel} {formatter(state, exception)}");
    }

    public void Dispose()
    {
    }
}
