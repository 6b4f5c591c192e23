namespace TalosBoot.Core.Diagnostics;

public static partial class DiagnosticIds
{
    /// <summary>There is no signature.</summary>
    public const string SignatureMissing = "TB2201";

    /// <summary>There are several signatures, and none is accepted.</summary>
    public const string SignaturesRefused = "TB2202";

    /// <summary>A signature does not fit the key and the content.</summary>
    public const string SignatureInvalid = "TB2203";

    /// <summary>A signature is for another digest or name.</summary>
    public const string SignatureClaimMismatch = "TB2204";

    /// <summary>What a signature says is not understood, or is no statement of the wanted kind.</summary>
    public const string SignatureClaimInvalid = "TB2205";

    /// <summary>A signature, bundle or annotation cannot be understood.</summary>
    public const string SignatureMalformed = "TB2206";

    /// <summary>A bundle is of a version or kind that is not supported.</summary>
    public const string SignatureVersionUnsupported = "TB2207";

    /// <summary>A key or signature is of an algorithm or size that is not supported.</summary>
    public const string SignatureAlgorithmUnsupported = "TB2208";

    /// <summary>A signature, or the number of signatures, is over a limit.</summary>
    public const string SignatureOverLimit = "TB2209";

    /// <summary>A signature is made with a key where a certificate is wanted, or the other way round.</summary>
    public const string SignerKindMismatch = "TB2210";

    /// <summary>A signer's certificate cannot be understood, or is not for signing.</summary>
    public const string SignerCertificateInvalid = "TB2213";

    /// <summary>A transparency log's promise does not fit the entry.</summary>
    public const string LogPromiseInvalid = "TB2220";

    /// <summary>A transparency log's proof does not lead from the entry to the log.</summary>
    public const string LogProofInvalid = "TB2221";

    /// <summary>A transparency log's checkpoint is not signed by the log, or is about another state of it.</summary>
    public const string LogCheckpointInvalid = "TB2222";

    /// <summary>A public key cannot be read.</summary>
    public const string VerificationKeyInvalid = "TB2228";
}
