namespace TalosBoot.Factory.Options;

/// <summary>The record of requests to routes that need credentials where those are asked for.</summary>
public sealed class AuditOptions
{
    /// <summary>Where records go: empty (the default) for nowhere, <c>file</c> or <c>log</c>.</summary>
    public string Mode { get; set; } = string.Empty;

    /// <summary>The file for the mode <c>file</c>, to which lines of JSON are added. Default <c>/tmp/audit.log</c>, as upstream's.</summary>
    public string File { get; set; } = "/tmp/audit.log";

    /// <summary>After how many MiB a new file is begun. Default 256.</summary>
    public int MaximumFileMebibytes { get; set; } = 256;

    /// <summary>How many old files are kept, at least 1. Default 16.</summary>
    public int MaximumBackups { get; set; } = 16;
}
