using System.Buffers;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Fat.Writing;

namespace TalosBoot.FileSystems.Fat;

/// <summary>Makes FAT volumes from trees of files, the same bytes as <c>mkfs.fat</c> and <c>mcopy</c> make.</summary>
public static class FatImageBuilder
{
    /// <summary>The characters that a label must not have.</summary>
    const string IllegalInLabel = "*?.,;:/\\|+=<>[]\"";

    static readonly SearchValues<char> IllegalInLabelValues = SearchValues.Create(IllegalInLabel);

    /// <summary>Makes a volume. Contents are placed, and not read; unused space is holes.</summary>
    /// <remarks>
    /// Entries stand in the order of the tree. A name gets a long name, an alias or only flags for its case as mcopy does it (docs/formats/fat.md);
    /// characters beyond ASCII become <c>_</c> in the alias. A file that has no write permission for anybody gets the read-only attribute;
    /// owner and other permissions are lost.
    /// </remarks>
    /// <param name="tree">The files and directories.</param>
    /// <param name="options">How the volume is to be made.</param>
    /// <param name="cancellationToken">Stops the planning.</param>
    /// <returns>The volume, of exactly the wanted size.</returns>
    /// <exception cref="ArgumentException">An option is none that FAT has.</exception>
    /// <exception cref="LayoutException">
    /// The content does not fit (TB5002), a file is larger than 4 GiB less one byte (TB5003), or no such FAT has this size (TB4301).
    /// </exception>
    /// <exception cref="TalosBootException">The tree holds something that FAT cannot hold (TB4300).</exception>
    public static BlobSource Build(FileTree tree, FatOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(options);
        Validate(options);
        var geometry = FatGeometryChooser.Choose(options);
        var plan = new FatVolumePlan(geometry, options);
        plan.AddRoot(tree.Root, cancellationToken);
        if (plan.Allocator.IsOverfull)
        {
            throw new LayoutException(
                DiagnosticIds.PartOutOfBounds, options.Name, plan.Allocator.Count * geometry.ClusterSize, geometry.Capacity,
                "the files do not fit. Make it larger, or put less into it.");
        }

        var image = new SparseImageBuilder();
        new FatBootRegion(geometry, options).Place(image, plan.Allocator.Count, plan.Allocator.Last);
        var fat = plan.Allocator.BuildFat(cancellationToken);
        for (var copy = 0; copy < geometry.FatCount; copy++)
        {
            image.Place(geometry.FatOffset + (copy * geometry.FatLength), fat, "file allocation table");
        }

        plan.Place(image);
        return image.Build(options.Size);
    }

    static void Validate(FatOptions options)
    {
        if (options.OemName is not { Length: <= 8 } || !System.Text.Ascii.IsValid(options.OemName))
        {
            throw new ArgumentException($"The OEM name \"{options.OemName}\" is not of at most eight ASCII characters.", nameof(options));
        }

        if (options.Label is not { } label)
        {
            return;
        }

        if (label.Length > 11 || label.StartsWith(' ') || !System.Text.Ascii.IsValid(label)
            || label.AsSpan().ContainsAny(IllegalInLabelValues) || label.AsSpan().ContainsAnyInRange('\0', '\x1F'))
        {
            throw new ArgumentException(
                $"The label \"{label}\" is not of at most eleven ASCII characters without {IllegalInLabel} and a space in front.",
                nameof(options));
        }
    }
}
