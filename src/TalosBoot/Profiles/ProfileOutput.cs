namespace TalosBoot.Profiles;

/// <summary>What comes out.</summary>
public sealed record ProfileOutput
{
    /// <summary>What is built.</summary>
    public OutputKind Kind { get; init; }

    /// <summary>What a disk image is like, or null.</summary>
    public ProfileImageOptions? ImageOptions { get; init; }

    /// <summary>What an ISO is like, or null.</summary>
    public ProfileIsoOptions? IsoOptions { get; init; }

    /// <summary>How the output is packed.</summary>
    public OutFormat OutFormat { get; init; }
}
