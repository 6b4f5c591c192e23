namespace TalosBoot.Samples.Cli.Display;

/// <summary>How progress is shown.</summary>
enum ProgressKind
{
    /// <summary>A line that changes, where standard error is a terminal; messages alone elsewhere.</summary>
    Auto,

    /// <summary>Messages, and a line for each item that ends.</summary>
    Plain,

    /// <summary>A line of JSON for each step.</summary>
    Json,

    /// <summary>Messages alone.</summary>
    None,
}
