using TalosBoot.Core.Binary;

namespace TalosBoot.Boot.SecureBoot;

/// <summary>EFI_SIGNATURE_LIST: certificates with their owners (UEFI 2.10, 32.4.1; docs/formats/secure-boot.md).</summary>
internal static class SignatureLists
{
    const int ListHeaderSize = 28;
    const int GuidSize = 16;
    static readonly Guid X509Type = new("a5c059a1-94e4-4aa7-87b5-ab155c2bf072");

    /// <summary>All certificates of a list have one size: each joins the last list if it fits there, and opens a new one if not.</summary>
    public static byte[] Encode(IReadOnlyList<(Guid Owner, ReadOnlyMemory<byte> Certificate)> entries)
    {
        var lists = new List<List<(Guid Owner, ReadOnlyMemory<byte> Certificate)>>();
        foreach (var entry in entries)
        {
            if (lists.Find(list => list[0].Certificate.Length == entry.Certificate.Length) is { } fitting)
            {
                fitting.Add(entry);
            }
            else
            {
                lists.Add([entry]);
            }
        }

        var result = new byte[lists.Sum(SizeOf)];
        var writer = new SpanWriter(result, "signature list");
        foreach (var list in lists)
        {
            WriteGuid(ref writer, X509Type);
            writer.U32Le((uint)SizeOf(list));
            writer.U32Le(0);
            writer.U32Le((uint)(GuidSize + list[0].Certificate.Length));
            foreach (var (owner, certificate) in list)
            {
                WriteGuid(ref writer, owner);
                writer.Bytes(certificate.Span);
            }
        }

        return result;
    }

    /// <summary>Writes a GUID in the mixed-endian form of UEFI.</summary>
    public static void WriteGuid(ref SpanWriter writer, Guid value) => value.TryWriteBytes(writer.Next(GuidSize));

    static int SizeOf(List<(Guid Owner, ReadOnlyMemory<byte> Certificate)> list) =>
        ListHeaderSize + (list.Count * (GuidSize + list[0].Certificate.Length));
}
