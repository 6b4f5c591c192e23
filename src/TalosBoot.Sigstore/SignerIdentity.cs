using System.Text.RegularExpressions;

namespace TalosBoot.Sigstore;

/// <summary>
/// Who may sign, as a certificate tells: an e-mail address, an URI or a name, and who confirmed that. Both must be given, each exactly, as a pattern, or
/// both ways, which then must both fit.
/// </summary>
/// <remarks>Patterns are those of RE2 and search anywhere in the text; they take linear time. <c>^</c> and <c>$</c> are the ends of the text.</remarks>
public sealed record SignerIdentity
{
    readonly Regex? _subject;
    readonly Regex? _issuer;

    /// <summary>Who signs the official images of Talos (docs/formats/sigstore.md).</summary>
    public static SignerIdentity TalosReleases { get; } = new()
    {
        Issuer = "https://accounts.google.com",
        SubjectPattern = @"(@siderolabs\.com$|^releasemgr-svc@talos-production\.iam\.gserviceaccount\.com$)",
    };

    /// <summary>The signer; null when only the pattern counts.</summary>
    public string? Subject { get; init; }

    /// <summary>A pattern of the signer; null when only the exact text counts.</summary>
    /// <exception cref="ArgumentException">It is no pattern, uses something that is not supported, or is longer than 4096 characters.</exception>
    public string? SubjectPattern
    {
        get;
        init => (field, _subject) = (value, value is null ? null : SearchPattern.Compile(value));
    }

    /// <summary>Who confirmed the identity, such as <c>https://accounts.google.com</c>; null when only the pattern counts.</summary>
    public string? Issuer { get; init; }

    /// <summary>A pattern of who confirmed the identity; null when only the exact text counts.</summary>
    /// <exception cref="ArgumentException">It is no pattern, uses something that is not supported, or is longer than 4096 characters.</exception>
    public string? IssuerPattern
    {
        get;
        init => (field, _issuer) = (value, value is null ? null : SearchPattern.Compile(value));
    }

    internal bool IsComplete => (Subject is not null || _subject is not null) && (Issuer is not null || _issuer is not null);

    internal bool MatchesSubject(string text) => Matches(text, Subject, _subject);

    internal bool MatchesIssuer(string text) => Matches(text, Issuer, _issuer);

    static bool Matches(string text, string? exact, Regex? pattern) => (exact is null || exact == text) && (pattern is null || pattern.IsMatch(text));
}
