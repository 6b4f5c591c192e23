using System.Buffers.Binary;
using TalosBoot.Compression.Checksums;
using TalosBoot.Compression.Gzip;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Core.Work;
using TalosBoot.Disks.Blocks;
using TalosBoot.Disks.Vmdk.OnDisk;

namespace TalosBoot.Disks.Vmdk;

/// <summary>Compresses the grains of a disk in parallel, and puts the tables in front of them when their places are known.</summary>
internal sealed class VmdkCompressor(BlobSource disk, VmdkOptions options) : OrderedWork<BlockRun, VmdkGrainResult, ZlibEncoder>
{
    const int GrainsPerJob = 16;

    readonly long _capacity = disk.Length / VmdkFormat.SectorSize;
    readonly long _tableCount = Alignment.DivideUp(Alignment.DivideUp(disk.Length, VmdkFormat.GrainSize), VmdkFormat.EntriesPerTable);
    readonly CompressedRanges _compressed = new(disk);
    byte[] _tables = [];
    long _sector;
    Stream _output = Stream.Null;

    long DirectorySectors => Alignment.DivideUp(_tableCount * sizeof(uint), VmdkFormat.SectorSize);

    long TablesSector => VmdkFormat.DirectorySector + DirectorySectors;

    long Overhead => TablesSector + (_tableCount * VmdkFormat.TableSectors);

    protected override long WorkerMemory => 2 * 1024 * 1024;

    protected override long SlotMemory => 2 * GrainsPerJob * VmdkFormat.GrainSize;

    public async Task<BlobSource> BuildAsync(ContentSpool spool, CancellationToken cancellationToken)
    {
        _tables = new byte[_tableCount * VmdkFormat.TableSectors * VmdkFormat.SectorSize];
        _sector = Overhead;
        var grains = await spool.WriteAsync(
            ContentKind.Compressed,
            async (output, token) =>
            {
                _output = output;
                await RunAsync(
                    BlockRuns.Of(disk, VmdkFormat.GrainSize).Cut(GrainsPerJob), options.Budget ?? new WorkBudget(), maxThreads: 0, token).ConfigureAwait(false);

                // A sector of zeros marks the end of the stream.
                output.Write(new byte[VmdkFormat.SectorSize]);
            },
            cancellationToken).ConfigureAwait(false);
        options.Progress?.Report(disk.Length);
        return new SparseImageBuilder()
            .Place(0, WriteHeader(), "header")
            .Place(VmdkFormat.DescriptorSector * VmdkFormat.SectorSize, VmdkDescriptor.Write(_capacity, ContentId()), "descriptor")
            .Place(VmdkFormat.DirectorySector * VmdkFormat.SectorSize, WriteDirectory(), "grain directory")
            .Place(TablesSector * VmdkFormat.SectorSize, _tables, "grain tables")
            .Place(Overhead * VmdkFormat.SectorSize, grains, "grains")
            .Build((Overhead * VmdkFormat.SectorSize) + grains.Length);
    }

    protected override VmdkGrainResult CreateSlot() => new(GrainsPerJob);

    protected override ZlibEncoder CreateWorker() => new();

    protected override void Work(ZlibEncoder worker, BlockRun job, VmdkGrainResult slot, CancellationToken cancellationToken)
    {
        var offset = job.First * VmdkFormat.GrainSize;
        var bytes = slot.Input.AsSpan(0, (int)Math.Min(job.Count * VmdkFormat.GrainSize, disk.Length - offset));
        disk.Read(offset, bytes, cancellationToken);
        slot.Output.Clear();
        Span<byte> header = stackalloc byte[VmdkFormat.GrainHeaderSize];
        for (var index = 0; index < job.Count; index++)
        {
            var grain = bytes.Slice(index * VmdkFormat.GrainSize, Math.Min(VmdkFormat.GrainSize, bytes.Length - (index * VmdkFormat.GrainSize)));
            slot.Lengths[index] = 0;
            if (!grain.ContainsAnyExcept((byte)0))
            {
                continue;
            }

            var start = slot.Output.Written.Length;
            slot.Output.Write(header);
            worker.Encode(grain, _compressed.Cover(offset + (index * VmdkFormat.GrainSize), grain.Length), slot.Output);
            var length = slot.Output.Written.Length - start;
            BinaryPrimitives.WriteInt64LittleEndian(slot.Output.Written[start..], (job.First + index) * VmdkFormat.GrainSectors);
            BinaryPrimitives.WriteInt32LittleEndian(slot.Output.Written[(start + 8)..], length - VmdkFormat.GrainHeaderSize);
            slot.Lengths[index] = Alignment.Up(length, VmdkFormat.SectorSize);
            slot.Output.Reserve(slot.Lengths[index] - length)[..(slot.Lengths[index] - length)].Clear();
            slot.Output.Advance(slot.Lengths[index] - length);
        }
    }

    protected override void Emit(BlockRun job, VmdkGrainResult slot, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        for (var index = 0; index < job.Count; index++)
        {
            if (slot.Lengths[index] > 0)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(_tables.AsSpan((int)((job.First + index) * sizeof(uint))), checked((uint)_sector));
                _sector += slot.Lengths[index] / VmdkFormat.SectorSize;
            }
        }

        _output.Write(slot.Output.Written);
        options.Progress?.Report(Math.Min(job.End * VmdkFormat.GrainSize, disk.Length));
    }

    byte[] WriteHeader()
    {
        var bytes = new byte[VmdkHeader.Size];
        new VmdkHeader
        {
            Version = 3,
            Flags = VmdkHeader.ValidNewLineFlag | VmdkHeader.CompressedFlag | VmdkHeader.MarkersFlag,
            Capacity = (ulong)_capacity,
            GrainSize = VmdkFormat.GrainSectors,
            DescriptorOffset = VmdkFormat.DescriptorSector,
            DescriptorSize = VmdkFormat.DescriptorSectors,
            EntriesPerTable = VmdkFormat.EntriesPerTable,
            DirectoryOffset = VmdkFormat.DirectorySector,
            Overhead = (ulong)Overhead,
            CompressAlgorithm = VmdkHeader.Deflate,
        }.Write(bytes);
        return bytes;
    }

    byte[] WriteDirectory()
    {
        var bytes = new byte[DirectorySectors * VmdkFormat.SectorSize];
        for (var index = 0; index < _tableCount; index++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(
                bytes.AsSpan(index * sizeof(uint)), (uint)(TablesSector + (index * VmdkFormat.TableSectors)));
        }

        return bytes;
    }

    /// <summary>The checksum of the tables: it follows from where grains are and how far they shrank.</summary>
    uint ContentId()
    {
        var id = options.ContentId ?? Crc32.Compute(_tables) ^ (uint)_capacity;

        // The last two values have a meaning of their own.
        return id >= 0xFFFF_FFFE ? 1 : id;
    }
}
