using TalosBoot.Core.Versions;
using TalosBoot.Factory.Http;

namespace TalosBoot.Factory.Releases;

/// <summary>A Talos version that a client named (factory.md 1.5).</summary>
/// <param name="Version">The version.</param>
/// <param name="Tag">The tag of its images, with <c>v</c>.</param>
internal sealed record ReleaseVersion(SemanticVersion Version, string Tag)
{
    public TalosVersion TalosVersion { get; } = TalosVersion.Parse(Tag);

    public TalosQuirks Quirks => new(TalosVersion);

    /// <summary>Reads a version, with or without <c>v</c>. A malformed one is upstream's failure, not the client's.</summary>
    public static ReleaseVersion Parse(string text)
    {
        var number = text.StartsWith('v') ? text[1..] : text;
        return SemanticVersion.TryParse(number, out var version)
            ? new ReleaseVersion(version, "v" + number)
            : throw FactoryRequestException.Internal($"\"{text}\" is no semantic version");
    }

    public FactoryRequestException NotAvailable() => FactoryRequestException.NotFound($"version {Version} is not available");
}
