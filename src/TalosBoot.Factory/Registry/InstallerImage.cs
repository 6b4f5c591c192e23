using System.Globalization;
using System.Text;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Oci;

namespace TalosBoot.Factory.Registry;

/// <summary>An installer image for both architectures: the index, as upstream writes it (factory.md 10.3).</summary>
internal sealed class InstallerImage
{
    public const string IndexType = "application/vnd.oci.image.index.v1+json";

    public InstallerImage(IReadOnlyList<(Architecture Architecture, ContainerImage Image)> images)
    {
        Images = images;
        Index = Encoding.UTF8.GetBytes(
            $$"""{"schemaVersion":2,"mediaType":"{{IndexType}}","manifests":[{{string.Join(',', images.Select(Describe))}}]}""");
        Digest = Digest.Sha256(Index);
    }

    public IReadOnlyList<(Architecture Architecture, ContainerImage Image)> Images { get; }

    public byte[] Index { get; }

    public Digest Digest { get; }

    /// <summary>An index of nothing.</summary>
    public static byte[] EmptyIndex { get; } = Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"mediaType":"{{IndexType}}","manifests":[]}""");

    static string Describe((Architecture Architecture, ContainerImage Image) entry) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"mediaType":"{{entry.Image.MediaType}}","size":{{entry.Image.ManifestBytes.Length}},"digest":"{{entry.Image.Digest}}","platform":{"architecture":"{{entry.Architecture.ToName()}}","os":"linux"},"artifactType":"{{entry.Image.Manifest.Config.MediaType}}"}""");
}
