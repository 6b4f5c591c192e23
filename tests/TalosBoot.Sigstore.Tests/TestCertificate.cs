namespace TalosBoot.Sigstore.Tests;

/// <summary>What a certificate should be like, right or wrong.</summary>
sealed record TestCertificate
{
    public DateTimeOffset Time { get; init; } = TestSigstore.Now;

    public string Identity { get; init; } = TestSigstore.Identity;

    public string? Email { get; init; }

    public string? OtherName { get; init; }

    public string Issuer { get; init; } = TestSigstore.Issuer;

    public bool IsOldIssuer { get; init; }

    public bool IsForSigning { get; init; } = true;

    public bool IsLogged { get; init; } = true;

    public bool IsLogUnknown { get; init; }

    public bool IsTimestampWrong { get; init; }
}
