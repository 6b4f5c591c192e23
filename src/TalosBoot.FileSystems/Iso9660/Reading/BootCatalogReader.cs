using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Iso9660.OnDisk;

namespace TalosBoot.FileSystems.Iso9660.Reading;

/// <summary>Reads the El Torito boot catalog.</summary>
/// <param name="image">The image.</param>
/// <param name="files">The files of the tree by their first byte.</param>
/// <param name="partitions">The partitions.</param>
internal sealed class BootCatalogReader(
    BlobSource image, IReadOnlyDictionary<long, BlobSource> files, IReadOnlyList<IsoPartition> partitions)
{
    const byte ExtensionIndicator = 0x44;

    readonly byte[] _catalog = new byte[IsoFormat.BlockSize];
    readonly List<IsoBootEntry> _entries = [];
    long _offset;

    public IReadOnlyList<IsoBootEntry> Read(uint block)
    {
        _offset = (long)block * IsoFormat.BlockSize;
        if (_offset > image.Length - IsoFormat.BlockSize)
        {
            throw IsoFormat.Error(
                DiagnosticIds.IsoBootCatalogDamaged, _offset, "the boot catalog lies behind the end of the image. The volume is damaged.");
        }

        image.Read(_offset, _catalog);
        var validation = Entry<BootValidationEntry>(0);
        Add(validation.Platform, Entry<BootCatalogEntry>(1), 1);
        var next = 2;
        while (next < _catalog.Length / BootCatalogEntry.Size && _catalog[next * BootCatalogEntry.Size] != 0)
        {
            var header = Entry<BootSectionHeader>(next++);
            next = ReadSection(header, next);
            if (header.Indicator == BootSectionHeader.Last)
            {
                break;
            }
        }

        return _entries;
    }

    int ReadSection(BootSectionHeader header, int next)
    {
        for (var remaining = header.EntryCount; remaining > 0; remaining--)
        {
            Add(header.Platform, Entry<BootCatalogEntry>(next), next);
            for (next++; next < _catalog.Length / BootCatalogEntry.Size && _catalog[next * BootCatalogEntry.Size] == ExtensionIndicator;)
            {
                next++;
            }
        }

        return next;
    }

    T Entry<T>(int index)
        where T : struct, IOnDiskStructure<T>
    {
        var position = index * BootCatalogEntry.Size;
        return position < _catalog.Length
            ? OnDiskStructure.Read<T>(_catalog.AsSpan(position), _offset + position)
            : throw IsoFormat.Error(
                DiagnosticIds.LimitExceeded, _offset + position,
                "the boot catalog has more entries than a block holds, which is the limit.");
    }

    void Add(byte platform, BootCatalogEntry entry, int index)
    {
        var offset = (long)entry.Block * IsoFormat.BlockSize;
        if (offset >= image.Length)
        {
            throw IsoFormat.Error(
                DiagnosticIds.IsoBootCatalogDamaged, _offset + (index * BootCatalogEntry.Size) + 8,
                $"a boot image starts at byte {offset}, behind the end of the image at byte {image.Length}. The volume is damaged.");
        }

        _entries.Add(new IsoBootEntry
        {
            Platform = (IsoBootPlatform)platform,
            IsBootable = entry.Indicator == BootCatalogEntry.Bootable,
            EmulatedMedia = entry.Media,
            SectorCount = entry.SectorCount,
            Offset = offset,
            Image = ImageAt(offset, entry.SectorCount),
        });
    }

    BlobSource ImageAt(long offset, int sectorCount)
    {
        if (partitions.FirstOrDefault(partition => partition.Offset == offset) is { } match)
        {
            return match.Content;
        }

        if (files.TryGetValue(offset, out var file))
        {
            return file;
        }

        var rest = image.Length - offset;
        return image.Slice(offset, sectorCount == 0 ? rest : Math.Min(rest, (long)sectorCount * IsoFormat.SectorSize));
    }
}
