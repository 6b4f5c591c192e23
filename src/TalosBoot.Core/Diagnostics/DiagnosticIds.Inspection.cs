namespace TalosBoot.Core.Diagnostics;

public static partial class DiagnosticIds
{
    /// <summary>A file is no asset of Talos Linux that is known.</summary>
    public const string AssetNotRecognized = "TB4901";

    /// <summary>A web server does not serve an asset, or serves no ranges of it.</summary>
    public const string AssetNotServed = "TB6005";
}
