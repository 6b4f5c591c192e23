using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Executables.Pe;
using TalosBoot.Executables.Pe.OnDisk;

namespace TalosBoot.Boot.Authenticode;

/// <summary>
/// What of a PE image is hashed, and where its certificate table is (Windows Authenticode PE Format; docs/formats/secure-boot.md).
/// </summary>
internal sealed class AuthenticodeLayout
{
    public const int TableAlignment = 8;
    const int DirectoryEntrySize = 8;

    AuthenticodeLayout(PeImage image, PeDataDirectory table)
    {
        Image = image;
        TableOffset = table.Size == 0 ? image.Content.Length : table.Address;
        TableSize = table.Size;
        HashedContent = CollectHashedContent();
    }

    public PeImage Image { get; }

    /// <summary>Where the directory entry of the certificate table lies in the file.</summary>
    public long DirectoryEntryOffset =>
        Image.OptionalHeaderOffset + PeOptionalHeader.Size + (PeImage.CertificateTableIndex * DirectoryEntrySize);

    /// <summary>Where the certificate table starts; the end of the file when there is none.</summary>
    public long TableOffset { get; }

    /// <summary>The size of the certificate table in bytes, 0 when there is none.</summary>
    public long TableSize { get; }

    /// <summary>The bytes that are hashed, in their order.</summary>
    public BlobSource HashedContent { get; }

    public static AuthenticodeLayout Of(PeImage image)
    {
        if (image.DataDirectories.Count <= PeImage.CertificateTableIndex)
        {
            throw new ImageFormatException(
                DiagnosticIds.CertificateTableInvalid, PeImage.FormatName, image.OptionalHeaderOffset,
                $"the image has {image.DataDirectories.Count} data directories, none of them for certificates. It cannot be signed.");
        }

        var table = image.DataDirectories[PeImage.CertificateTableIndex];
        var end = (long)table.Address + table.Size;
        var hashedEnd = image.SizeOfHeaders + image.Sections.Sum(section => section.RawSize);
        if (table.Size > 0 && (table.Address < hashedEnd || end != image.Content.Length
            || table.Address % TableAlignment != 0 || end % TableAlignment != 0))
        {
            throw new ImageFormatException(
                DiagnosticIds.CertificateTableInvalid, PeImage.FormatName, table.Address,
                $"the certificate table of {table.Size} bytes is not at the end of the file, which has {image.Content.Length} bytes, at "
                + $"a multiple of "
                + $"{TableAlignment}, behind the sections. The input is damaged.");
        }

        return new AuthenticodeLayout(image, table);
    }

    BlobSource CollectHashedContent()
    {
        var content = Image.Content;
        var checkSum = Image.OptionalHeaderOffset + PeOptionalHeader.CheckSumOffset;
        var behindDirectory = DirectoryEntryOffset + DirectoryEntrySize;
        List<BlobSource> parts =
        [
            content.Slice(0, checkSum),
            content.Slice(checkSum + 4, DirectoryEntryOffset - checkSum - 4),
            content.Slice(behindDirectory, Image.SizeOfHeaders - behindDirectory),
        ];
        var hashed = Image.SizeOfHeaders;
        foreach (var section in Image.Sections.Where(section => section.RawSize > 0).OrderBy(section => section.RawOffset))
        {
            parts.Add(content.Slice(section.RawOffset, section.RawSize));
            hashed += section.RawSize;
        }

        // What follows is found by counting bytes, not by the end of the last section: firmware does it so.
        parts.Add(content.Slice(hashed, TableOffset - hashed));
        parts.Add(BlobSource.Zeros(Alignment.Up(TableOffset, TableAlignment) - TableOffset));
        return BlobSource.Concat(parts);
    }
}
