using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Disks.PartitionTables;
using TalosBoot.FileSystems.Iso9660.OnDisk;

namespace TalosBoot.FileSystems.Iso9660.Writing;

/// <summary>Writes the tables of a planned image, and places the contents between them.</summary>
/// <param name="layout">Where everything lies.</param>
/// <param name="options">The options.</param>
/// <param name="biosImage">The BIOS boot image, or null.</param>
/// <param name="efiImage">The EFI boot image in the tree, or null.</param>
internal sealed class IsoWriter(IsoLayout layout, IsoOptions options, IsoContent? biosImage, IsoContent? efiImage)
{
    readonly SparseImageBuilder _image = new();
    readonly DescriptorDate _date = DescriptorDate.From(options.Clock.ToDateTimeOffset());

    public SparseSource Write(CancellationToken cancellationToken)
    {
        foreach (var copy in layout.Copies)
        {
            WriteTree(copy, cancellationToken);
        }

        if (layout.Tree.Catalog is { } catalog)
        {
            Place(layout.BootRecord, VolumeDescriptors.WriteBootRecord(catalog.Block), "boot record");
            Place(catalog.Block, WriteCatalog(), "boot catalog");
        }

        PlaceContents();
        if (options.EfiSystemPartition is { } partition)
        {
            Place(layout.PartitionStart, partition, "EFI system partition");
        }

        if (layout.HasTable)
        {
            PlacePartitionTables();
        }

        return _image.Build((long)layout.BlockCount * IsoFormat.BlockSize);
    }

    void WriteTree(TreeCopy copy, CancellationToken cancellationToken)
    {
        var writer = new DirectoryWriter(copy, layout.EmptyBlock);
        var root = layout.Tree.Root;
        var descriptor = new byte[PrimaryVolumeDescriptor.Size];
        new PrimaryVolumeDescriptor(
            SystemId: string.Empty,
            options.VolumeId,
            layout.VolumeBlocks(copy),
            (uint)layout.PathTable.Length,
            copy.OfDirectory(layout.LittleEndianPathTable),
            copy.OfDirectory(layout.BigEndianPathTable),
            writer.Describe(root, PrimaryVolumeDescriptor.RootRecordLength, IsoFormat.Self.Length),
            options.VolumeSetId,
            PublisherId: string.Empty,
            options.PreparerId,
            ApplicationId: string.Empty,
            _date,
            _date).Write(descriptor);
        Place(IsoLayout.DescriptorBlock(copy), descriptor, "primary volume descriptor");
        Place(layout.TerminatorBlock(copy), VolumeDescriptors.WriteTerminator(), "descriptor set terminator");
        foreach (var directory in layout.Tree.Directories)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Place(directory.Directory!.Block + copy.DirectoryShift, writer.Write(directory), $"directory \"/{directory.Path}\"");
        }

        Place(layout.LittleEndianPathTable + copy.DirectoryShift, layout.PathTable.Write(copy, isBigEndian: false), "L path table");
        Place(layout.BigEndianPathTable + copy.DirectoryShift, layout.PathTable.Write(copy, isBigEndian: true), "M path table");
    }

    void PlaceContents()
    {
        foreach (var content in layout.Tree.Contents)
        {
            var source = content.Source;
            if (content == biosImage && options.BiosBoot!.PatchesImageForGrub)
            {
                IsoOptionsValidation.ValidateGrubImage(content);
                source = new GrubImageSource(source, content.Block);
            }

            Place(content.Block, source, $"content of \"/{content.Path}\"");
        }
    }

    byte[] WriteCatalog()
    {
        BootCatalogEntry? bios = biosImage is null ? null : BootCatalog.Bootable(options.BiosBoot!.SectorCount, biosImage.Block);
        BootCatalogEntry? efi = null;
        if (options.EfiSystemPartition is not null)
        {
            var sectors = (long)(layout.PartitionEnd - layout.PartitionStart) * IsoFormat.SectorsPerBlock;
            efi = BootCatalog.Bootable(sectors, layout.PartitionStart);
        }
        else if (efiImage is not null)
        {
            efi = BootCatalog.Bootable(Alignment.DivideUp(efiImage.Source.Length, IsoFormat.SectorSize), efiImage.Block);
        }

        return BootCatalog.Write(bios, efi);
    }

    void PlacePartitionTables()
    {
        _image.Place(0, SystemArea.WriteMasterBootRecord(layout, options, biosImage?.Block), "master boot record");
        if (options.PartitionTable != IsoPartitionTable.Gpt)
        {
            return;
        }

        var table = SystemArea.CreateTable(layout, efiImage, _date);
        var entries = table.WriteEntries();
        PlaceSector(GuidPartitionTable.PrimaryLba, table.WritePrimaryHeader(entries), "primary GPT header");
        PlaceSector(table.PrimaryEntriesLba, entries, "primary GPT entries");
        PlaceSector(table.BackupEntriesLba, entries, "backup GPT entries");
        PlaceSector(table.SectorCount - 1, table.WriteBackupHeader(entries), "backup GPT header");
    }

    void PlaceSector(long sector, byte[] bytes, string name) => _image.Place(sector * IsoFormat.SectorSize, bytes, name);

    void Place(uint block, byte[] bytes, string name) => Place(block, BlobSource.FromBytes(bytes), name);

    void Place(uint block, BlobSource source, string name) => _image.Place((long)block * IsoFormat.BlockSize, source, name);
}
