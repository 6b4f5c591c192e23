using TalosBoot.Boot.SecureBoot.OnDisk;
using TalosBoot.Boot.Signing;
using TalosBoot.Core.Binary;

namespace TalosBoot.Boot.SecureBoot;

/// <summary>
/// A Secure Boot variable whose signature is to be made elsewhere, in a second step. The same input gives the same request again.
/// </summary>
public sealed class PreparedSecureBootVariable
{
    const int CertificateHeaderSize = 24;
    static readonly Guid Pkcs7Type = new("4aafd29d-68df-49ee-8aa9-347d375665a7");

    readonly EfiTime _time;
    readonly byte[] _lists;
    readonly SigningCertificate _certificate;
    readonly SignedData _signedData;
    readonly byte[] _attributes;

    internal PreparedSecureBootVariable(
        SecureBootVariable variable, EfiTime time, byte[] lists,
        SigningCertificate certificate, SignedData signedData, byte[] attributes)
    {
        Variable = variable;
        _time = time;
        _lists = lists;
        _certificate = certificate;
        _signedData = signedData;
        _attributes = attributes;
        Request = SignedData.ToRequest(variable.ToName(), attributes);
    }

    /// <summary>The variable.</summary>
    public SecureBootVariable Variable { get; }

    /// <summary>What must be signed with the key of the signing certificate.</summary>
    public SignatureRequest Request { get; }

    /// <summary>Makes the <c>.auth</c> file: EFI_VARIABLE_AUTHENTICATION_2 and the signature lists (UEFI 2.10, 8.2.2).</summary>
    /// <param name="signature">The signature of <see cref="Request"/>.</param>
    /// <exception cref="Core.Diagnostics.SigningException">The signature does not fit the certificate's key and the digest
    /// (TB4506).</exception>
    public byte[] Attach(ReadOnlyMemory<byte> signature)
    {
        using (var key = RsaKeys.ImportPublicKey(_certificate.PublicKey))
        {
            RsaKeys.Verify(key, Request, signature);
        }

        // Firmware wants the SignedData itself here, without a ContentInfo around it.
        var signedData = _signedData.Encode(_attributes, signature.Span);
        var file = new byte[EfiTime.Size + CertificateHeaderSize + signedData.Length + _lists.Length];
        var writer = new SpanWriter(file, Variable.ToFileName());
        _time.Write(writer.Next(EfiTime.Size));
        writer.U32Le((uint)(CertificateHeaderSize + signedData.Length));
        writer.U16Le(0x0200);
        writer.U16Le(0x0ef1);
        SignatureLists.WriteGuid(ref writer, Pkcs7Type);
        writer.Bytes(signedData);
        writer.Bytes(_lists);
        return file;
    }
}
