using System.Buffers.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.Fuzz.Targets;

/// <summary>
/// A large sound volume with small changes, which are the input: records of 12 bytes, each with the number of a block that the reader looks at, an
/// offset in it, how many bytes are changed, and those.
/// </summary>
sealed class PatchedContent(BlobSource sound, Action<BlobSource> read, Action<byte[]>? reseal)
{
    const int BlockSize = 4096;
    const int RecordSize = 12;

    readonly Lazy<long[]> _blocks = new(() => BlocksRead(sound, read));

    /// <summary>Inputs to begin with: nothing is changed, and one byte of each of some blocks.</summary>
    public static IEnumerable<byte[]> Seeds =>
        [[], .. Enumerable.Range(0, 30).Select(index => new byte[] { (byte)index, 0, (byte)(index * 7), (byte)(index % 5), 2, 0xFF, 1, 0, 0, 0, 0, 0 })];

    /// <summary>Reads the volume with the changes of an input.</summary>
    public void Read(byte[] input)
    {
        var changed = new Dictionary<long, byte[]>();
        for (var record = input.AsSpan(0, Math.Min(input.Length, 64 * RecordSize)); record.Length >= RecordSize; record = record[RecordSize..])
        {
            var position = _blocks.Value[BinaryPrimitives.ReadUInt16LittleEndian(record) % _blocks.Value.Length];
            if (!changed.TryGetValue(position, out var block))
            {
                changed.Add(position, block = new byte[(int)Math.Min(BlockSize, sound.Length - position)]);
                sound.Read(position, block);
            }

            var offset = BinaryPrimitives.ReadUInt16LittleEndian(record[2..]) % block.Length;
            record.Slice(5, Math.Min(record[4] % 8, block.Length - offset)).CopyTo(block.AsSpan(offset));
        }

        foreach (var block in changed.Values)
        {
            reseal?.Invoke(block);
        }

        read(new Overlay(sound, changed));
    }

    static long[] BlocksRead(BlobSource volume, Action<BlobSource> read)
    {
        var blocks = new SortedSet<long>();
        read(new ObservedSource(volume, (offset, length) =>
        {
            for (var block = offset / BlockSize; block <= (offset + length - 1) / BlockSize; block++)
            {
                blocks.Add(block * BlockSize);
            }
        }));
        return [.. blocks];
    }

    sealed class Overlay(BlobSource inner, Dictionary<long, byte[]> changed) : BlobSource
    {
        public override long Length => inner.Length;

        public override IReadOnlyList<Extent> Extents => inner.Extents;

        protected override void ReadCore(long offset, Span<byte> destination)
        {
            inner.Read(offset, destination);
            for (var block = offset / BlockSize * BlockSize; block < offset + destination.Length; block += BlockSize)
            {
                if (changed.TryGetValue(block, out var bytes))
                {
                    var from = Math.Max(block, offset);
                    var to = Math.Min(block + bytes.Length, offset + destination.Length);
                    bytes.AsSpan((int)(from - block), (int)(to - from)).CopyTo(destination[(int)(from - offset)..]);
                }
            }
        }
    }
}
