namespace TalosBoot.Inspection;

/// <summary>A signature of an EFI program.</summary>
/// <param name="Path">Where the program lies.</param>
/// <param name="Status">What comes out of a check: <c>sound</c>, or what is wrong. Whether a machine trusts the certificate is the machine's affair.</param>
/// <param name="Subject">Whom the certificate names; null without one.</param>
/// <param name="NotBefore">Since when the certificate is valid.</param>
/// <param name="NotAfter">Until when it is.</param>
public sealed record InspectedSignature(string Path, string Status, string? Subject, DateTimeOffset? NotBefore, DateTimeOffset? NotAfter);
