using TalosBoot.Oci.Artifacts;

namespace TalosBoot.Sigstore;

/// <summary>What the verifier accepts at most (docs/formats/sigstore.md). Going beyond is an error, noticed before memory is taken.</summary>
internal static class SignatureLimits
{
    public const int BundleLength = 4 * 1024 * 1024;
    public const int PayloadLength = 1024 * 1024;
    public const int AnnotationLength = 256 * 1024;
    public const int PemLength = 16 * 1024;
    public const int ManifestLength = StoredManifest.MaximumReferrerLength;
    public const int TrustRootLength = 4 * 1024 * 1024;
    public const int JsonDepth = 32;
    public const int SignaturesOfImage = 100;
    public const int LogEntries = 32;
    public const int Timestamps = 32;
    public const int Certificates = 16;
    public const int ProofHashes = 64;
    public const int CheckpointLength = 64 * 1024;
    public const int CheckpointSignatures = 64;
    public const int StatementSubjects = 1024;
    public const int SubjectDigests = 32;
    public const int TrustRootItems = 256;
}
