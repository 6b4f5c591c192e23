using System.Numerics;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.FileSystems.Fat.Writing;

/// <summary>Chooses the geometry of a volume as mkfs.fat of dosfstools 4.2 does for a file of the volume's size (docs/formats/fat.md).</summary>
internal static class FatGeometryChooser
{
    /// <summary>Below this, structures are not aligned to clusters.</summary>
    const long SmallestAlignedVolume = 8192 + 1;

    /// <summary>From here on, a volume becomes FAT32 unless another type is asked for.</summary>
    const long SmallestAutomaticFat32 = 512L * 1024 * 1024;

    /// <summary>4085 and 4086 clusters are FAT16 to some systems and FAT12 to others.</summary>
    const long MinimumFat16Clusters = 4087;

    const long MinimumFat32Clusters = FatGeometry.MaximumFat16Clusters + 1;

    /// <summary>mkfs.fat refuses to make a volume that has room for less.</summary>
    const long MinimumDataLength = 32 * 1024;

    const int MaximumSectorsPerCluster = 128;

    const int MaximumAlignedValue = 32_768;

    /// <summary>The floppy disks that are recognised by their size.</summary>
    static readonly Floppy[] Floppies =
    [
        new(360, 9, 0xFD, 2, 112),
        new(720, 9, 0xF9, 2, 112),
        new(1200, 15, 0xF9, 1, 224),
        new(1440, 18, 0xF0, 1, 224),
        new(2880, 36, 0xF0, 2, 224),
    ];

    public static FatGeometry Choose(FatOptions options)
    {
        Validate(options);
        var sectors = options.Size / options.SectorSize;
        var floppy = Array.Find(Floppies, candidate => candidate.Kibibytes == options.Size / 1024);
        var (heads, sectorsPerTrack) = floppy is null ? DiskTracks(sectors) : (2, floppy.SectorsPerTrack);
        var total = Math.Min(sectors, uint.MaxValue) / sectorsPerTrack * sectorsPerTrack;
        var type = EffectiveType(options);
        var start = options.SectorsPerCluster
            ?? (type == FatType.Fat32 ? DefaultFat32ClusterSize(sectors) : floppy?.SectorsPerCluster ?? 4);
        var last = options.SectorsPerCluster ?? MaximumSectorsPerCluster;
        for (var sectorsPerCluster = start; sectorsPerCluster <= last; sectorsPerCluster *= 2)
        {
            var trial = new Trial(options, total, sectorsPerCluster, options.RootEntries ?? floppy?.RootEntries ?? 512);
            if (BestOf(type, trial, options) is { } fit)
            {
                var geometry = trial.Complete(fit, floppy?.Media ?? 0xF8, heads, sectorsPerTrack);
                return geometry.Type != FatType.Fat32 || geometry.ClusterCount >= MinimumFat32Clusters || options.AllowsSmallFat32
                    ? Checked(geometry, options)
                    : throw TooSmallForFat32(geometry, options);
            }
        }

        throw Impossible(options, MinimumDataLength);
    }

    /// <summary>What FAT fits; of two, the one with more clusters.</summary>
    static Fit? BestOf(FatType? type, Trial trial, FatOptions options) => type switch
    {
        FatType.Fat12 => trial.TryFat12(),
        FatType.Fat16 => trial.TryFat16(),
        FatType.Fat32 => trial.TryFat32(options.Type == FatType.Fat32 ? 1 : MinimumFat32Clusters),
        _ => (trial.TryFat12(), trial.TryFat16()) switch
        {
            ({ } fat12, { } fat16) => fat16.Clusters > fat12.Clusters ? fat16 : fat12,
            var (fat12, fat16) => fat16 ?? fat12,
        },
    };

    static (int Heads, int SectorsPerTrack) DiskTracks(long sectors) => sectors switch
    {
        <= 4096 => (2, 16),
        <= 32_768 => (2, 32),
        <= 65_536 => (4, 32),
        <= 262_144 => (8, 32),
        <= 524_288 => (16, 32),
        <= 16 * 63 * 1024 => (16, 63),
        <= 32 * 63 * 1024 => (32, 63),
        <= 64 * 63 * 1024 => (64, 63),
        <= 128 * 63 * 1024 => (128, 63),
        _ => (255, 63),
    };

    /// <summary>Counts sectors, as if they were of 512 bytes.</summary>
    static int DefaultFat32ClusterSize(long sectors) => sectors switch
    {
        > 64 * 1024 * 1024 => 64,
        > 32 * 1024 * 1024 => 32,
        > 16 * 1024 * 1024 => 16,
        > 260 * 2048 => 8,
        _ => 1,
    };

    /// <summary>The type, as far as it does not depend on what fits.</summary>
    static FatType? EffectiveType(FatOptions options) => options.Type ?? (options.Size >= SmallestAutomaticFat32 ? FatType.Fat32 : null);

    static void Validate(FatOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Size, nameof(options.Size));
        if (options.SectorSize is not (512 or 1024 or 2048 or 4096))
        {
            throw new ArgumentException($"A sector of {options.SectorSize} bytes is not known: use 512, 1024, 2048 or 4096.",
                nameof(options));
        }

        if (options.SectorsPerCluster is { } cluster && (cluster is < 1 or > MaximumSectorsPerCluster || !BitOperations.IsPow2(cluster)))
        {
            throw new ArgumentException($"A cluster of {cluster} sectors is not possible: use a power of two up to 128.", nameof(options));
        }

        if (options.FatCount is < 1 or > 2)
        {
            throw new ArgumentException($"{options.FatCount} FATs are not possible: use 1 or 2.", nameof(options));
        }

        // Both numbers are rounded up to clusters, and must fit 16 bits then.
        if (options.RootEntries is < 1 or > MaximumAlignedValue)
        {
            throw new ArgumentException($"{options.RootEntries} root entries are not possible: use 1 to {MaximumAlignedValue}.",
                nameof(options));
        }

        var minimum = EffectiveType(options) == FatType.Fat32 ? 2 : 1;
        if (options.ReservedSectors is { } reserved && (reserved < minimum || reserved > MaximumAlignedValue))
        {
            throw new ArgumentException(
                $"{reserved} reserved sectors are not possible: use {minimum} to {MaximumAlignedValue}.", nameof(options));
        }
    }

    static FatGeometry Checked(FatGeometry geometry, FatOptions options)
    {
        var needed = Alignment.Up(geometry.DataOffset, 1024) + MinimumDataLength;
        return options.Size / 1024 * 1024 >= needed ? geometry : throw Impossible(options, needed);
    }

    static LayoutException Impossible(FatOptions options, long needed) => new(
        DiagnosticIds.FatGeometryImpossible, options.Name, needed, options.Size,
        $"no {options.Type?.ToString() ?? "FAT"} of {options.SectorsPerCluster?.ToString() ?? "any"} sectors per cluster has this size. "
        + "Choose another size, type or cluster size.");

    static LayoutException TooSmallForFat32(FatGeometry geometry, FatOptions options) => new(
        DiagnosticIds.FatGeometryImpossible, options.Name, MinimumFat32Clusters * geometry.ClusterSize, geometry.Capacity,
        $"firmware takes a FAT32 of {geometry.ClusterCount} clusters for a FAT16; the minimum is {MinimumFat32Clusters}. "
        + "Make it larger, choose smaller clusters, or allow a small FAT32.");

    sealed record Floppy(int Kibibytes, int SectorsPerTrack, byte Media, int SectorsPerCluster, int RootEntries);

    readonly record struct Fit(FatType Type, long SectorsPerFat, long Clusters);

    /// <summary>One cluster size on trial.</summary>
    sealed class Trial
    {
        readonly FatOptions _options;
        readonly long _total;
        readonly int _sectorsPerCluster;
        readonly int _rootEntries;
        readonly long _rootSectors;

        public Trial(FatOptions options, long total, int sectorsPerCluster, int rootEntries)
        {
            _options = options;
            _total = total;
            _sectorsPerCluster = sectorsPerCluster;
            _rootEntries = rootEntries;
            _rootSectors = Align(Alignment.DivideUp((long)rootEntries * FatGeometry.EntrySize, options.SectorSize));
        }

        bool IsAligned => _total >= SmallestAlignedVolume;

        long ClusterSize => (long)_sectorsPerCluster * _options.SectorSize;

        /// <summary>An entry of 12 bits is three half bytes; counting in halves keeps a single FAT exact.</summary>
        public Fit? TryFat12()
        {
            var sectors = _total - Reserved(FatType.Fat12) - _rootSectors;
            var guess = 2 * ((sectors * _options.SectorSize) + (_options.FatCount * 3)) / ((2 * ClusterSize) + (_options.FatCount * 3));
            return Settle(FatType.Fat12, sectors, (((guess + 2) * 3) + 1) >> 1, 3, 1, FatGeometry.MaximumFat12Clusters);
        }

        public Fit? TryFat16()
        {
            var sectors = _total - Reserved(FatType.Fat16) - _rootSectors;
            var guess = ((sectors * _options.SectorSize) + (_options.FatCount * 4)) / (ClusterSize + (_options.FatCount * 2));
            return Settle(FatType.Fat16, sectors, (guess + 2) * 2, 4, MinimumFat16Clusters, FatGeometry.MaximumFat16Clusters);
        }

        public Fit? TryFat32(long minimum)
        {
            var sectors = _total - Reserved(FatType.Fat32);
            var guess = ((sectors * _options.SectorSize) + (_options.FatCount * 8)) / (ClusterSize + (_options.FatCount * 4));
            return Settle(FatType.Fat32, sectors, (guess + 2) * 4, 8, minimum, FatGeometry.MaximumFat32Clusters);
        }

        public FatGeometry Complete(Fit fit, byte media, int heads, int sectorsPerTrack) => new()
        {
            Type = fit.Type,
            SectorSize = _options.SectorSize,
            TotalSectors = (uint)_total,
            SectorsPerCluster = _sectorsPerCluster,
            ReservedSectors = (int)Reserved(fit.Type),
            FatCount = _options.FatCount,
            SectorsPerFat = (uint)fit.SectorsPerFat,
            RootEntries = fit.Type == FatType.Fat32 ? 0
                : IsAligned ? (int)_rootSectors * (_options.SectorSize / FatGeometry.EntrySize)
                : _rootEntries,
            ClusterCount = (uint)fit.Clusters,
            Media = _options.Media ?? media,
            SectorsPerTrack = sectorsPerTrack,
            Heads = heads,
        };

        /// <summary>
        /// Rounds a FAT to sectors, and counts the clusters again: what rounding leaves may be one more, or the FAT may be too short.
        /// </summary>
        Fit? Settle(FatType type, long sectors, long fatLength, int halfBytesPerEntry, long minimum, long maximum)
        {
            var sectorsPerFat = Align(Alignment.DivideUp(Math.Max(0, fatLength), _options.SectorSize));
            var clusters = (sectors - (_options.FatCount * sectorsPerFat)) / _sectorsPerCluster;
            var most = Math.Min(maximum, sectorsPerFat * _options.SectorSize * 2 / halfBytesPerEntry);
            return clusters > 0 && clusters >= minimum && clusters <= most ? new Fit(type, sectorsPerFat, clusters) : null;
        }

        long Reserved(FatType type) => Align(_options.ReservedSectors ?? (type == FatType.Fat32 ? 32 : 1));

        long Align(long sectors) => IsAligned ? Alignment.Up(sectors, _sectorsPerCluster) : sectors;
    }
}
