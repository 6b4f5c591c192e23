using TalosBoot.Core.Content;

namespace TalosBoot.Oci.Artifacts;

/// <summary>A manifest or index as it is stored.</summary>
internal sealed record StoredManifest(Digest Digest, string MediaType, byte[] Bytes)
{
    /// <summary>The largest manifest that is read when one looks for what refers to an image.</summary>
    public const int MaximumReferrerLength = 1024 * 1024;
}
