using System.Security.Cryptography;
using System.Text;
using TalosBoot.Boot.SecureBoot.OnDisk;
using TalosBoot.Boot.Signing;
using TalosBoot.Core.Binary;

namespace TalosBoot.Boot.SecureBoot;

/// <summary>
/// Makes the signed variables that enroll keys: <c>PK.auth</c>, <c>KEK.auth</c> and <c>db.auth</c> (docs/formats/secure-boot.md).
/// </summary>
public static class SecureBootDatabase
{
    // Non-volatile, boot service access, runtime access, time-based authenticated write access.
    const uint Attributes = 0x0000_0027;

    /// <summary>The variables in the order in which upstream writes their files.</summary>
    public static IReadOnlyList<SecureBootVariable> Variables { get; } =
        [SecureBootVariable.SignatureDatabase, SecureBootVariable.KeyExchangeKey, SecureBootVariable.PlatformKey];

    /// <summary>Makes the three files.</summary>
    /// <param name="signer">Signs all three, so that PK is signed by itself.</param>
    /// <param name="options">What goes into them; null for the signer's certificate alone.</param>
    /// <param name="cancellationToken">Handed to the signer.</param>
    /// <returns>The bytes of each file, in the order of <see cref="Variables"/>.</returns>
    /// <exception cref="Core.Diagnostics.SigningException">
    /// A certificate cannot be used (TB4502, TB4503), the signer did not sign, or its signature is wrong (TB4506).
    /// </exception>
    public static async Task<IReadOnlyList<(SecureBootVariable Variable, ReadOnlyMemory<byte> Content)>> CreateAsync(
        ISecureBootSigner signer, SecureBootDatabaseOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(signer);
        var certificate = await signer.GetCertificateAsync(cancellationToken).ConfigureAwait(false);
        var prepared = Variables.Select(variable => Prepare(variable, certificate, options)).ToList();
        var signatures = await DetachedSignatures.SignAllAsync(
            [.. prepared.Select(variable => variable.Request)], request => signer.SignAsync(request, cancellationToken)).ConfigureAwait(false);
        return [.. Variables.Select((variable, index) => (variable, prepared[index].Attach(signatures[index])))];
    }

    /// <summary>The first of two steps for one variable: everything but the signature.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="signingCertificate">The signer's certificate, DER.</param>
    /// <param name="options">What goes into it; null for the signer's certificate alone.</param>
    /// <returns>What must be signed, and where the signature goes.</returns>
    public static PreparedSecureBootVariable Prepare(
        SecureBootVariable variable, ReadOnlyMemory<byte> signingCertificate, SecureBootDatabaseOptions? options = null)
    {
        options ??= new SecureBootDatabaseOptions();
        var signer = SigningCertificate.Read(signingCertificate);
        var lists = SignatureLists.Encode([.. CollectEntries(variable, signer, options)]);
        var time = EfiTime.Of(options.Time);
        var signedData = new SignedData(signer, SignedData.DataOid, null);
        var attributes = signedData.EncodeAttributes(options.Time, SHA256.HashData(EncodeSignedContent(variable, time, lists)));
        return new PreparedSecureBootVariable(variable, time, lists, signer, signedData, attributes);
    }

    /// <summary>What the message digest is of: the variable with its name, attributes and time (UEFI 2.10, 8.2.2).</summary>
    internal static byte[] EncodeSignedContent(SecureBootVariable variable, EfiTime time, ReadOnlySpan<byte> lists)
    {
        var name = Encoding.Unicode.GetBytes(variable.ToName());
        var content = new byte[name.Length + 16 + 4 + EfiTime.Size + lists.Length];
        var writer = new SpanWriter(content, "signed content");
        writer.Bytes(name);
        SignatureLists.WriteGuid(ref writer, variable.ToVendor());
        writer.U32Le(Attributes);
        time.Write(writer.Next(EfiTime.Size));
        writer.Bytes(lists);
        return content;
    }

    static IEnumerable<(Guid Owner, ReadOnlyMemory<byte> Certificate)> CollectEntries(
        SecureBootVariable variable, SigningCertificate signer, SecureBootDatabaseOptions options)
    {
        var pem = options.EnrolledCertificatePem ?? Encoding.ASCII.GetBytes(PemFiles.EncodeCertificate(signer.Der.Span));
        var enrolled = options.EnrolledCertificatePem is { } file ? PemFiles.ReadCertificate(file.Span) : signer;
        yield return (SignatureOwner.FromCertificate(pem.Span), enrolled.Der);
        foreach (var certificate in options.WellKnownCertificates?.Of(variable) ?? [])
        {
            yield return (SignatureOwner.Microsoft, certificate);
        }
    }
}
