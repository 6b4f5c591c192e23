using Microsoft.Extensions.Logging;

namespace TalosBoot.Samples.Cli.Display;

/// <summary>Shows what the library logs, for <c>--verbose</c>: all of it but single steps of a trace.</summary>
/// <param name="display">Where it goes.</param>
sealed class DisplayLoggerFactory(IMessageDisplay display) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("Messages go to the display alone.");

    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Debug and < LogLevel.None;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            display.Say($"{logLevel.ToString().ToLowerInvariant()}: {formatter(state, exception)}{(exception is null ? string.Empty : $" ({exception.Message})")}");
        }
    }

    public void Dispose()
    {
    }
}
