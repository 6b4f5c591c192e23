using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using TalosBoot.Factory.Stores;
using TalosBoot.Schematics;

namespace TalosBoot.Factory.Schematics;

/// <summary>
/// A file that schematics are appended to, many at a time, and forced to the disk together. It holds them until their own files are on the disk too. Each
/// record is the length of the text (4 bytes, the lowest first), its SHA-256, and the text; the first that is not whole ends the journal. The process that
/// writes a journal holds a lock on it.
/// </summary>
internal sealed class SchematicJournal : IDisposable
{
    public const string Suffix = ".journal";
    const int HeadSize = 4 + SHA256.HashSizeInBytes;

    SchematicJournal(string path, SafeFileHandle handle) => (Path, Handle) = (path, handle);

    public string Path { get; }

    public SafeFileHandle Handle { get; }

    /// <summary>How many bytes hold records.</summary>
    public long Length { get; private set; }

    /// <summary>Begins a journal in a folder.</summary>
    public static SchematicJournal Create(string folder)
    {
        var (path, handle) = HeldFile.Create(folder, Suffix);
        return new SchematicJournal(path, handle);
    }

    /// <summary>Takes over a journal that no process writes any more; null when one does.</summary>
    public static SchematicJournal? TryTakeOver(string path)
    {
        try
        {
            return new SchematicJournal(path, File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null; // Somebody is writing it, or has taken it over.
        }
    }

    /// <summary>Appends schematics, and returns when they are on the disk.</summary>
    public void Append(IReadOnlyList<SchematicWrite> schematics)
    {
        var pieces = new ReadOnlyMemory<byte>[schematics.Count * 2];
        var size = 0L;
        for (var index = 0; index < schematics.Count; index++)
        {
            var (head, text) = (new byte[HeadSize], schematics[index].Text);
            BinaryPrimitives.WriteInt32LittleEndian(head, text.Length);
            SHA256.HashData(text.Span, head.AsSpan(4));
            (pieces[2 * index], pieces[(2 * index) + 1]) = (head, text);
            size += HeadSize + text.Length;
        }

        RandomAccess.Write(Handle, pieces, Length);
        RandomAccess.FlushToDisk(Handle);
        Length += size; // What a write that failed has left behind it is overwritten by the next.
    }

    /// <summary>Reads the schematics that the file holds.</summary>
    public IEnumerable<(SchematicId Id, byte[] Text)> ReadAll()
    {
        var end = RandomAccess.GetLength(Handle);
        var head = new byte[HeadSize];
        for (var offset = 0L; TryRead(head, offset); offset += HeadSize + BinaryPrimitives.ReadInt32LittleEndian(head))
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(head);
            if (length < 0 || length > end - offset - HeadSize)
            {
                yield break;
            }

            var text = new byte[length];
            if (!TryRead(text, offset + HeadSize) || !SHA256.HashData(text).AsSpan().SequenceEqual(head.AsSpan(4)))
            {
                yield break;
            }

            yield return (SchematicId.OfCanonical(text), text);
        }
    }

    public void Delete() => File.Delete(Path);

    public void Dispose() => Handle.Dispose();

    bool TryRead(Span<byte> buffer, long offset)
    {
        for (var read = 0; read < buffer.Length;)
        {
            var count = RandomAccess.Read(Handle, buffer[read..], offset + read);
            if (count == 0)
            {
                return false;
            }

            read += count;
        }

        return true;
    }
}
