namespace TalosBoot.Inspection;

/// <summary>What PCR 11 will be.</summary>
/// <param name="Path">Where the UKI lies.</param>
/// <param name="Profile">The boot entry; null in a UKI without profiles.</param>
/// <param name="Bank">The bank, such as <c>sha256</c>.</param>
/// <param name="Phase">The moment of the boot, in systemd's words, such as <c>enter-machined</c>; <c>kernel-start</c> before the first of them.</param>
/// <param name="Value">The value in hexadecimal digits.</param>
public sealed record InspectedMeasurement(string Path, string? Profile, string Bank, string Phase, string Value);
