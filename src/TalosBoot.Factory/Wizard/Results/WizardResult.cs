namespace TalosBoot.Factory.Wizard.Results;

/// <summary>What the result page shows. Of what cannot be built it has the text only.</summary>
internal sealed record WizardResult
{
    /// <summary>Why nothing can be built, as downloads would say it; empty when it can.</summary>
    public required string Problem { get; init; }

    /// <summary>The canonical text of the schematic.</summary>
    public required string Canonical { get; init; }

    public IReadOnlyList<AssetFile> FirstBoot { get; init; } = [];

    public IReadOnlyList<AssetFile> BootFiles { get; init; } = [];

    public IReadOnlyList<AssetFile> AllForms { get; init; } = [];

    /// <summary>Addresses of the talosctl programs.</summary>
    public IReadOnlyList<string> Talosctl { get; init; } = [];

    /// <summary>The address of the script for network boot; empty where machines cannot.</summary>
    public string PxeUrl { get; init; } = string.Empty;

    public string InstallerReference { get; init; } = string.Empty;

    /// <summary>The command for a cluster of virtual machines; empty where there is none.</summary>
    public string ClusterCommand { get; init; } = string.Empty;

    /// <summary>The command for booter; empty where there is none.</summary>
    public string BooterCommand { get; init; } = string.Empty;

    /// <summary>The kernel arguments, in order; empty when they cannot be told.</summary>
    public IReadOnlyList<ResultArgument> Arguments { get; init; } = [];
}
