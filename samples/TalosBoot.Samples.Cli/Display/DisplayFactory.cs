namespace TalosBoot.Samples.Cli.Display;

/// <summary>Chooses a display.</summary>
static class DisplayFactory
{
    public static IMessageDisplay Create(ProgressKind kind, bool isQuiet, bool isVerbose = false) => kind switch
    {
        _ when isQuiet => new MessageDisplay(TextWriter.Null, showsItems: false),
        ProgressKind.Json => new JsonDisplay(Console.Error),
        ProgressKind.Plain => new MessageDisplay(Console.Error, showsItems: true),
        ProgressKind.Auto when !Console.IsErrorRedirected => new TerminalDisplay(Console.Error, () => Console.BufferWidth, TimeProvider.System),
        _ => new MessageDisplay(Console.Error, showsItems: isVerbose),
    };
}
