using System.Buffers.Binary;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.SecureBoot;

/// <summary>
/// Reads the signature lists that firmware keeps in PK, KEK, db and dbx, and that <c>.esl</c> files hold (EFI_SIGNATURE_LIST, UEFI 2.10, 32.4.1;
/// docs/formats/secure-boot.md).
/// </summary>
public static class SignatureListReader
{
    const string Format = "EFI signature list";
    const int ListHeaderSize = 28;
    const int GuidSize = 16;

    /// <summary>Reads all entries of lists that follow each other.</summary>
    /// <param name="lists">The lists. The data of the entries is part of it: nothing is copied.</param>
    /// <exception cref="ImageFormatException">The bytes are no lists (TB4604).</exception>
    public static IReadOnlyList<EfiSignature> Read(ReadOnlyMemory<byte> lists)
    {
        var signatures = new List<EfiSignature>();
        for (var start = 0; start < lists.Length;)
        {
            start += ReadList(lists[start..], start, signatures);
        }

        return signatures;
    }

    static int ReadList(ReadOnlyMemory<byte> rest, int start, List<EfiSignature> signatures)
    {
        if (rest.Length < ListHeaderSize)
        {
            throw Damaged(start, $"a list begins with {ListHeaderSize} bytes, and there are {rest.Length}.");
        }

        var head = rest.Span[..ListHeaderSize];
        var type = new Guid(head[..GuidSize]);
        var listSize = BinaryPrimitives.ReadUInt32LittleEndian(head[16..]);
        var headerSize = BinaryPrimitives.ReadUInt32LittleEndian(head[20..]);
        var signatureSize = BinaryPrimitives.ReadUInt32LittleEndian(head[24..]);
        if (listSize > rest.Length || listSize < ListHeaderSize || headerSize > listSize - ListHeaderSize)
        {
            throw Damaged(start, $"a list has {listSize} bytes with a header of {headerSize}, and {rest.Length} bytes are left.");
        }

        var entries = rest.Slice(ListHeaderSize + (int)headerSize, (int)(listSize - ListHeaderSize - headerSize));
        if (signatureSize <= GuidSize || entries.Length % signatureSize != 0)
        {
            throw Damaged(start, $"entries have {signatureSize} bytes each, and {entries.Length} together; each has an owner of {GuidSize} bytes and data.");
        }

        for (; !entries.IsEmpty; entries = entries[(int)signatureSize..])
        {
            signatures.Add(new EfiSignature(type, new Guid(entries.Span[..GuidSize]), entries[GuidSize..(int)signatureSize]));
        }

        return (int)listSize;
    }

    static ImageFormatException Damaged(int offset, string message) => new(
        DiagnosticIds.SignatureListDamaged, Format, offset, $"{message} Take the lists from the firmware or from who made them again.");
}
