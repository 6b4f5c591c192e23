namespace TalosBoot.Factory.Wizard.Results;

/// <summary>What the result page shows.</summary>
internal sealed record WizardResult
{
    /// <summary>Why nothing can be built, as downloads would say it; empty when it can.</summary>
    public required string Problem { get; init; }

    /// <summary>The canonical text of the schematic.</summary>
    public required string Canonical { get; init; }

    public required IReadOnlyList<AssetFile> FirstBoot { get; init; }

    public required IReadOnlyList<AssetFile> BootFiles { get; init; }

    public required IReadOnlyList<AssetFile> AllForms { get; init; }

    /// <summary>Addresses of the talosctl programs.</summary>
    public required IReadOnlyList<string> Talosctl { get; init; }

    /// <summary>The address of the script for network boot; empty where machines cannot.</summary>
    public required string PxeUrl { get; init; }

    public required string InstallerReference { get; init; }

    /// <summary>The command for a cluster of virtual machines; empty where there is none.</summary>
    public required string ClusterCommand { get; init; }

    /// <summary>The command for booter; empty where there is none.</summary>
    public required string BooterCommand { get; init; }

    /// <summary>The kernel arguments, in order; empty when they cannot be told.</summary>
    public required IReadOnlyList<ResultArgument> Arguments { get; init; }
}
