using TalosBoot.Core.Content;

namespace TalosBoot.Initramfs.Extensions;

/// <summary>CPU microcode, as pieces in order.</summary>
/// <param name="Intel">That of Intel.</param>
/// <param name="Amd">That of AMD.</param>
internal sealed record Microcode(IReadOnlyList<BlobSource> Intel, IReadOnlyList<BlobSource> Amd)
{
    public static Microcode None { get; } = new([], []);
}
