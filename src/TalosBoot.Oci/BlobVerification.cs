using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci;

/// <summary>Compares content with what announces it.</summary>
internal static class BlobVerification
{
    public static void CheckSize(OciDescriptor descriptor, long actual, string store)
    {
        if (actual != descriptor.Size)
        {
            throw new ContentMismatchException(
                DiagnosticIds.LengthMismatch, $"{store}: {descriptor.Digest}", $"{descriptor.Size} bytes", $"{actual} bytes");
        }
    }

    public static void CheckDigest(Digest expected, Digest actual, string subject)
    {
        if (expected != actual)
        {
            throw new ContentMismatchException(DiagnosticIds.DigestMismatch, subject, expected.ToString(), actual.ToString());
        }
    }

    /// <summary>The content that a descriptor carries itself, which counts before what a store has (docs/formats/oci.md); null when it carries none.</summary>
    public static BlobSource? TryOpenInline(OciDescriptor descriptor, string name, CancellationToken cancellationToken)
    {
        if (descriptor.Data is not { } data)
        {
            return null;
        }

        var inline = BlobSource.FromBytes(data);
        Check(descriptor, inline, name, cancellationToken);
        return inline;
    }

    public static void Check(OciDescriptor descriptor, BlobSource content, string store, CancellationToken cancellationToken)
    {
        CheckSize(descriptor, content.Length, store);
        CheckDigest(descriptor.Digest, Digest.Sha256(content, cancellationToken), $"{store}: {descriptor.Digest}");
    }
}
