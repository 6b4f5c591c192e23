using System.Buffers.Binary;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Executables.Pe;

namespace TalosBoot.Boot.Authenticode;

/// <summary>
/// The certificate table of a PE image: WIN_CERTIFICATE records, each padded to 8 bytes (PE format, "The Attribute Certificate Table").
/// </summary>
internal static class CertificateTable
{
    public const int HeaderSize = 8;
    public const ushort Revision = 0x0200;
    public const ushort PkcsSignedDataType = 0x0002;
    const int SizeLimit = 1024 * 1024;

    // Each record may cost an RSA operation. Real files have one to three.
    const int RecordLimit = 64;

    /// <summary>A record with its padding, which the length in it does not count.</summary>
    public static byte[] EncodeRecord(ReadOnlySpan<byte> signature)
    {
        var length = HeaderSize + signature.Length;
        var record = new byte[Alignment.Up(length, AuthenticodeLayout.TableAlignment)];
        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)length);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(4), Revision);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(6), PkcsSignedDataType);
        signature.CopyTo(record.AsSpan(HeaderSize));
        return record;
    }

    /// <summary>The revision, type and content of each record.</summary>
    public static List<(ushort Revision, ushort Type, ReadOnlyMemory<byte> Content)> Read(AuthenticodeLayout layout)
    {
        var records = new List<(ushort Revision, ushort Type, ReadOnlyMemory<byte> Content)>();
        if (layout.TableSize > SizeLimit)
        {
            throw new ImageFormatException(
                DiagnosticIds.LimitExceeded, PeImage.FormatName, layout.TableOffset,
                $"the certificate table has {layout.TableSize} bytes; at most {SizeLimit} are read.");
        }

        var table = layout.Image.Content.Slice(layout.TableOffset, layout.TableSize).ToArray();
        for (var offset = 0; offset < table.Length;)
        {
            var reader = new SpanReader(table.AsSpan(offset), PeImage.FormatName, layout.TableOffset + offset);
            var length = reader.U32Le();
            if (length < HeaderSize || length > table.Length - offset)
            {
                throw new ImageFormatException(
                    DiagnosticIds.CertificateTableInvalid, PeImage.FormatName, layout.TableOffset + offset,
                    $"a certificate record has {length} bytes; it has at least {HeaderSize}, and {table.Length - offset} are left. The "
                    + $"input is damaged.");
            }

            if (records.Count == RecordLimit)
            {
                throw new ImageFormatException(
                    DiagnosticIds.LimitExceeded, PeImage.FormatName, layout.TableOffset + offset,
                    $"the certificate table has more than {RecordLimit} records.");
            }

            records.Add((reader.U16Le(), reader.U16Le(), table.AsMemory(offset + HeaderSize, (int)length - HeaderSize)));
            offset += Alignment.Up((int)length, AuthenticodeLayout.TableAlignment);
        }

        return records;
    }
}
