namespace TalosBoot.Boot.Authenticode;

/// <summary>What a signature of an EFI program is worth, from the worst to the best: a value that nobody set approves of nothing.</summary>
public enum AuthenticodeStatus
{
    /// <summary>The signature cannot be understood.</summary>
    Malformed,

    /// <summary>The signature uses an algorithm or a form that is not read here.</summary>
    Unsupported,

    /// <summary>The signature was not made with the key of its certificate, or was changed.</summary>
    SignatureWrong,

    /// <summary>The program was changed after it was signed.</summary>
    ImageChanged,

    /// <summary>The signature is right, and its certificate is not among the trusted ones.</summary>
    Untrusted,

    /// <summary>The signature is right, and its certificate is trusted.</summary>
    Trusted,
}
