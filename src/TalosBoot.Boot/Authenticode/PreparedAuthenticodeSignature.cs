using System.Buffers.Binary;
using TalosBoot.Boot.Signing;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.Authenticode;

/// <summary>
/// An EFI program whose signature is to be made elsewhere, in a second step. The same input gives the same request again.
/// </summary>
public sealed class PreparedAuthenticodeSignature
{
    readonly AuthenticodeLayout _layout;
    readonly SigningCertificate _certificate;
    readonly SignedData _signedData;
    readonly byte[] _attributes;

    internal PreparedAuthenticodeSignature(
        AuthenticodeLayout layout, SigningCertificate certificate, SignedData signedData, byte[] attributes, string name)
    {
        _layout = layout;
        _certificate = certificate;
        _signedData = signedData;
        _attributes = attributes;
        Request = SignedData.ToRequest(name, attributes);
    }

    /// <summary>What must be signed with the key of the certificate.</summary>
    public SignatureRequest Request { get; }

    /// <summary>Plans the signed program. Earlier signatures stay in front of the new one.</summary>
    /// <param name="signature">The signature of <see cref="Request"/>.</param>
    /// <returns>The signed program. The unsigned one is placed in it, and not copied.</returns>
    /// <exception cref="SigningException">The signature does not fit the certificate's key and the digest (TB4506).</exception>
    /// <exception cref="LayoutException">The program would be larger than 4 GiB (TB5003).</exception>
    public BlobSource Attach(ReadOnlyMemory<byte> signature)
    {
        using (var key = RsaKeys.ImportPublicKey(_certificate.PublicKey))
        {
            RsaKeys.Verify(key, Request, signature);
        }

        var record = CertificateTable.EncodeRecord(_signedData.EncodeContentInfo(_attributes, signature.Span));
        var content = _layout.Image.Content;
        var tableOffset = Alignment.Up(_layout.TableOffset, AuthenticodeLayout.TableAlignment);
        var end = tableOffset + _layout.TableSize + record.Length;
        if (end > uint.MaxValue)
        {
            throw new LayoutException(DiagnosticIds.FieldOverflow, "certificate table", end, uint.MaxValue, "a PE image ends before 4 "
                + "GiB. Put less into it.");
        }

        var directoryEntry = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(directoryEntry, (uint)tableOffset);
        BinaryPrimitives.WriteUInt32LittleEndian(directoryEntry.AsSpan(4), (uint)(_layout.TableSize + record.Length));
        var behindEntry = _layout.DirectoryEntryOffset + directoryEntry.Length;
        return new SparseImageBuilder()
            .Place(0, content.Slice(0, _layout.DirectoryEntryOffset), "headers")
            .Place(_layout.DirectoryEntryOffset, directoryEntry, "certificate table entry")
            .Place(behindEntry, content.Slice(behindEntry, content.Length - behindEntry), "program")
            .Place(end - record.Length, record, "signature")
            .Build(end);
    }
}
