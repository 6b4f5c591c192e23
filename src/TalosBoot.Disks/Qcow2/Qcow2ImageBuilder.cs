using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Disks.Blocks;
using TalosBoot.Disks.Qcow2.OnDisk;

namespace TalosBoot.Disks.Qcow2;

/// <summary>Makes qcow2 images of disks (QEMU docs/interop/qcow2.txt). Clusters that lie in a hole of the disk take no room.</summary>
public static class Qcow2ImageBuilder
{
    const int SectorSize = 512;

    /// <summary>Makes an image whose clusters lie in it as they are. Nothing is read: any part of the image can be read at once.</summary>
    /// <param name="disk">The disk. Its length is a multiple of 512.</param>
    /// <param name="options">How to make it; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is none that the format has.</exception>
    /// <exception cref="LayoutException">The disk has no whole number of sectors, or is larger than clusters of this size can hold (TB5004).</exception>
    public static BlobSource Build(BlobSource disk, Qcow2Options? options = null)
    {
        ArgumentNullException.ThrowIfNull(disk);
        options = Validate(disk, options, Qcow2Compression.None);
        var layout = new Qcow2Layout(disk.Length, options, Qcow2Compression.None);
        var clusterSize = options.ClusterSize;
        var tableIndex = -1L;
        OnDisk.Qcow2Entry[] table = [];
        foreach (var run in BlockRuns.Of(disk, clusterSize).Cut(layout.EntriesPerTable))
        {
            if (run.First / layout.EntriesPerTable != tableIndex)
            {
                tableIndex = run.First / layout.EntriesPerTable;
                table = layout.AddTable(tableIndex);
            }

            layout.AlignBody();
            var offset = layout.Add(BlockRuns.Slice(disk, run, clusterSize));
            for (var index = 0L; index < run.Count; index++)
            {
                table[(run.First + index) % layout.EntriesPerTable] = OnDisk.Qcow2Entry.OfCluster(offset + (index * clusterSize));
            }
        }

        return layout.Build();
    }

    /// <summary>
    /// Makes an image whose clusters are compressed, in parallel. Clusters that do not shrink lie in it as they are. The bytes do not depend on the
    /// number of threads.
    /// </summary>
    /// <param name="disk">The disk. Its length is a multiple of 512. It must stay readable as long as the image.</param>
    /// <param name="compression">How to compress.</param>
    /// <param name="spool">Keeps what is compressed.</param>
    /// <param name="options">How to make it; null for the defaults.</param>
    /// <param name="budget">Whose threads and memory compress; null, the default, for a budget of its own with all processors.</param>
    /// <param name="progress">Is told after each part how many bytes of the disk are done, holes included. Default nobody.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">An option is none that the format has.</exception>
    /// <exception cref="LayoutException">The disk has no whole number of sectors, or is larger than clusters of this size can hold (TB5004).</exception>
    public static async Task<BlobSource> BuildCompressedAsync(
        BlobSource disk, Qcow2Compression compression, ContentSpool spool, Qcow2Options? options = null, WorkBudget? budget = null,
        IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(disk);
        ArgumentNullException.ThrowIfNull(spool);
        if (compression == Qcow2Compression.None)
        {
            return Build(disk, options);
        }

        options = Validate(disk, options, compression);
        return await new Qcow2Compressor(disk, options, compression, progress)
            .BuildAsync(spool, budget ?? new WorkBudget(), cancellationToken).ConfigureAwait(false);
    }

    static Qcow2Options Validate(BlobSource disk, Qcow2Options? options, Qcow2Compression compression)
    {
        options ??= new Qcow2Options();
        options.Validate(compression);
        DiskLength.RequireSectors("qcow2", disk.Length, SectorSize);
        var entries = Qcow2Header.MaximumL1Length / Qcow2Entry.Size * (options.ClusterSize / Qcow2Entry.Size);
        DiskLength.RequireAtMost(
            "qcow2", disk.Length, entries * options.ClusterSize,
            $"the format has no larger disks with clusters of {options.ClusterSize} bytes. Choose a smaller disk, or larger clusters.");
        return options;
    }
}
