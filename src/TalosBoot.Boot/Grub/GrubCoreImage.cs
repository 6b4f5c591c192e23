using System.Buffers.Binary;
using TalosBoot.Compression.RawLzma;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Caching;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.Grub;

/// <summary>
/// GRUB for a BIOS: the core image that a boot sector loads, and the boot sectors that load it, from a disk or from a CD (docs/formats/grub.md,
/// docs/formats/grub.md). What is in it is what <c>grub-mkimage</c> puts there; the compressed bytes are this library's own.
/// </summary>
public sealed class GrubCoreImage
{
    /// <summary>The bytes of a sector, as the boot code counts them.</summary>
    internal const int SectorSize = 512;

    /// <summary>The bytes of a boot sector that are code; behind them the partition table of a disk begins.</summary>
    public const int BootCodeSize = 446;

    const int DictionarySize = 64 * 1024;

    // Where the parts are loaded, and what must be left free.
    const int LoadAddress = 0x8200;
    const int LinkAddress = 0x9000;
    const int MemoryEnd = 0x78000;

    // lzma_decompress.img.
    const int CompressedLengthOffset = 8;
    const int LengthOffset = 12;
    const int RedundancyOffset = 16;
    const int UnprotectedLengthOffset = 20;

    // diskboot.img: the one entry of its list of blocks.
    const int ListStartOffset = 0x1F4;
    const int ListCountOffset = 0x1FC;

    // boot.img.
    const int CoreSectorOffset = 0x5C;
    const int DriveCheckOffset = 0x66;

    readonly byte[] _core;
    readonly byte[] _bootSector;
    readonly byte[] _cdBoot;

    GrubCoreImage(byte[] core, byte[] bootSector, byte[] cdBoot)
    {
        _core = core;
        _bootSector = bootSector;
        _cdBoot = cdBoot;
    }

    /// <summary>The core image as <c>grub-mkimage --format=i386-pc</c> leaves it: it does not know yet where on a disk it lies.</summary>
    public ReadOnlyMemory<byte> Bytes => _core;

    /// <summary>The length of the core image in bytes.</summary>
    public int Length => _core.Length;

    /// <summary>Makes the core image.</summary>
    /// <param name="folder">The folder <c>i386-pc</c>.</param>
    /// <param name="options">What is embedded.</param>
    /// <param name="cancellationToken">Checked between modules.</param>
    /// <exception cref="ArgumentException">The folder is that of another target.</exception>
    /// <exception cref="TalosBootException">A file is missing (TB4420).</exception>
    /// <exception cref="ImageFormatException">A file is damaged or not of this GRUB (TB4421 to TB4423).</exception>
    /// <exception cref="LayoutException">What is embedded does not fit below 480 KiB (TB5010).</exception>
    public static GrubCoreImage Build(GrubModuleFolder folder, GrubImageOptions options, CancellationToken cancellationToken = default) =>
        Build(folder, options, cache: null, cancellationToken);

    /// <summary>Makes the core image, or finds what was compressed before.</summary>
    /// <param name="folder">The folder <c>i386-pc</c>.</param>
    /// <param name="options">What is embedded.</param>
    /// <param name="cache">Remembers what is compressed, which is most of the work; null for none.</param>
    /// <param name="cancellationToken">Checked between modules.</param>
    internal static GrubCoreImage Build(GrubModuleFolder folder, GrubImageOptions options, ContentCache? cache, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        if (folder.Target != GrubTarget.I386Pc)
        {
            throw new ArgumentException($"{folder.Target} is no target with a BIOS.", nameof(folder));
        }

        byte[] payload = [.. GrubBiosKernel.Read(folder), .. GrubModuleArea.Build(folder, options, cancellationToken)];
        var compressed = Compress(payload, cache, cancellationToken);
        var decompressor = ReadDecompressor(folder);
        BinaryPrimitives.WriteInt32LittleEndian(decompressor.AsSpan(CompressedLengthOffset), compressed.Length);
        BinaryPrimitives.WriteInt32LittleEndian(decompressor.AsSpan(LengthOffset), payload.Length);
        var loaded = decompressor.Length + compressed.Length;
        if (loaded > MemoryEnd - LinkAddress)
        {
            throw new LayoutException(DiagnosticIds.GrubImageTooLarge, "GRUB core image", loaded, MemoryEnd - LinkAddress, "embed fewer modules.");
        }

        var first = folder.Read("diskboot.img", SectorSize);
        BinaryPrimitives.WriteUInt16LittleEndian(first.AsSpan(ListCountOffset), (ushort)Alignment.DivideUp(loaded, SectorSize));
        byte[] core = [.. first, .. decompressor, .. compressed];
        return new GrubCoreImage(core, folder.Read("boot.img", SectorSize), folder.Read("cdboot.img", 4 * SectorSize));
    }

    /// <summary>The core image for a place on a disk.</summary>
    /// <param name="sector">The first sector of the place, in sectors of 512 bytes.</param>
    public byte[] At(long sector)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sector);
        var result = _core.AsSpan().ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(result.AsSpan(ListStartOffset), checked(sector + 1));
        return result;
    }

    /// <summary>
    /// The core image for a place on a disk, with all of the place that it may load filled with redundancy, so that it survives damaged sectors:
    /// as <c>grub-install</c> embeds it. It takes at most twice its sectors.
    /// </summary>
    /// <param name="sector">The first sector of the place, in sectors of 512 bytes.</param>
    /// <param name="sectorCount">The sectors of the place.</param>
    /// <exception cref="LayoutException">The place is too small (TB5010).</exception>
    public byte[] AtWithRedundancy(long sector, long sectorCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sectorCount);
        var coreSectors = Alignment.DivideUp(_core.Length, SectorSize);
        var sectors = (int)Math.Min(sectorCount, Math.Min(2 * coreSectors, (MemoryEnd - LinkAddress) / SectorSize));
        if (sectors < coreSectors)
        {
            throw new LayoutException(
                DiagnosticIds.GrubImageTooLarge, "GRUB core image", _core.Length, sectorCount * SectorSize, "the place for it is too small.");
        }

        var result = new byte[sectors * SectorSize];
        At(sector).CopyTo(result, 0);
        var decompressor = result.AsSpan(SectorSize);
        BinaryPrimitives.WriteUInt16LittleEndian(result.AsSpan(ListCountOffset), (ushort)(sectors - 1));
        BinaryPrimitives.WriteInt32LittleEndian(decompressor[RedundancyOffset..], result.Length - _core.Length);
        var start = SectorSize + BinaryPrimitives.ReadUInt16LittleEndian(decompressor[UnprotectedLengthOffset..]);
        GrubReedSolomon.Protect(result.AsSpan(start, _core.Length - start), result.AsSpan(_core.Length));
        return result;
    }

    /// <summary>
    /// The first sector of a disk that loads the core image. Its first <see cref="BootCodeSize"/> bytes are code, behind which the disk has its partition
    /// table.
    /// </summary>
    /// <param name="coreSector">The first sector of the core image, in sectors of 512 bytes.</param>
    public byte[] BootSectorFor(long coreSector)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(coreSector);
        var result = _bootSector.AsSpan().ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(result.AsSpan(CoreSectorOffset), coreSector);

        // Instead of a check that trusts the drive number of floppies only, two bytes that do nothing.
        result.AsSpan(DriveCheckOffset, 2).Fill(0x90);
        return result;
    }

    /// <summary>The image that a BIOS starts from a CD (<c>eltorito.img</c>). Its place in the volume is written into it when that is known.</summary>
    public byte[] ToElTorito() => [.. _cdBoot, .. _core];

    static byte[] Compress(byte[] payload, ContentCache? cache, CancellationToken cancellationToken)
    {
        if (cache is null)
        {
            return RawLzmaEncoder.Encode(payload, DictionarySize, cancellationToken);
        }

        var key = Digest.Sha256([.. "TalosBoot GRUB core image, LZMA, 2\n"u8, .. payload]);
        lock (cache.GateOf(key))
        {
            if (cache.Find(key, cancellationToken) is { } remembered)
            {
                var core = remembered.ToArray();
                remembered.CloseFiles();
                return core;
            }

            var compressed = RawLzmaEncoder.Encode(payload, DictionarySize, cancellationToken);
            cache.Keep(key, BlobSource.FromBytes(compressed), cancellationToken);
            return compressed;
        }
    }

    static byte[] ReadDecompressor(GrubModuleFolder folder)
    {
        const string Name = "lzma_decompress.img";
        var result = folder.Read(Name);
        return result.Length is > UnprotectedLengthOffset + 2 and <= LinkAddress - LoadAddress
            ? result
            : throw folder.Damaged(Name, 0, $"it has {result.Length} bytes; {LinkAddress - LoadAddress} are accepted");
    }
}
