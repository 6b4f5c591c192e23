using TalosBoot.Core.Work;
using TalosBoot.Inspection.Comparison;

namespace TalosBoot.Inspection;

/// <summary>Says where two assets differ.</summary>
public static class AssetComparison
{
    /// <summary>
    /// Compares two assets. Where the bytes differ, the parts are compared, down to a file in a squashfs image in an initramfs in a UKI on an EFI
    /// system partition; what is told is the innermost part that differs. Parts that differ in the bytes around their own parts alone are told
    /// as a layout that differs.
    /// </summary>
    /// <param name="first">The first asset.</param>
    /// <param name="second">The second asset.</param>
    /// <param name="options">How they are looked into; null for the defaults. All of both is read.</param>
    /// <param name="context">Is told how far it is; null for nobody.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What differs; nothing where all bytes are the same.</returns>
    /// <exception cref="Core.Diagnostics.ImageFormatException">An asset has more parts, or more to unpack, than the options allow (TB4002).</exception>
    /// <exception cref="Core.Diagnostics.RegistryException">A container image has more to unpack than they allow (TB2007).</exception>
    /// <exception cref="Core.Diagnostics.FileAccessException">An asset cannot be read any longer (TB6003, TB6005).</exception>
    public static async Task<IReadOnlyList<AssetDifference>> CompareAsync(
        AssetSource first, AssetSource second, InspectionOptions? options = null, BuildContext? context = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        options = (options ?? new InspectionOptions()) with { Depth = InspectionDepth.Contents };
        context ??= new BuildContext();
        var mask = options.ShowsSecrets ? new SecretMask(showsSecrets: true) : new ComparedSecrets().Mask;
        var comparer = new PartComparer(
            first.Begin(options, mask, context, cancellationToken), second.Begin(options, mask, context, cancellationToken));
        await comparer.CompareAsync(first.Root, second.Root, cancellationToken).ConfigureAwait(false);
        return comparer.Differences;
    }
}
