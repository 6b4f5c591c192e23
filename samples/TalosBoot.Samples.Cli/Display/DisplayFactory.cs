namespace TalosBoot.Samples.Cli.Display;

/// <summary>Chooses a display.</summary>
static class DisplayFactory
{
    /// <param name="kind">What was asked for.</param>
    /// <param name="isQuiet">Whether only errors are wanted.</param>
    /// <param name="isVerbose">Whether all is wanted that there is to tell.</param>
    /// <param name="wantsJson">Whether standard error is for a program, too: it holds JSON then, or nothing.</param>
    public static IMessageDisplay Create(ProgressKind kind, bool isQuiet, bool isVerbose = false, bool wantsJson = false) => kind switch
    {
        _ when isQuiet => new MessageDisplay(TextWriter.Null, showsItems: false),
        _ when kind == ProgressKind.Json || (wantsJson && isVerbose) => new JsonDisplay(Console.Error),
        ProgressKind.Auto when !Console.IsErrorRedirected && !Ink.IsDumb(Environment.GetEnvironmentVariable) => new TerminalDisplay(
            Console.Error, () => Console.BufferWidth, TimeProvider.System, saysMessages: !wantsJson),
        _ when wantsJson => new MessageDisplay(TextWriter.Null, showsItems: false),
        _ => new MessageDisplay(Console.Error, showsItems: isVerbose || kind == ProgressKind.Plain),
    };
}
