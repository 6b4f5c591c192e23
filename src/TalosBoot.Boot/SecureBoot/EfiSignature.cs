namespace TalosBoot.Boot.SecureBoot;

/// <summary>One entry of a signature database.</summary>
/// <param name="Type">What the data is: a GUID of UEFI, such as that of X.509 certificates.</param>
/// <param name="Owner">Who put it there.</param>
/// <param name="Data">The certificate in DER, or the hash.</param>
public sealed record EfiSignature(Guid Type, Guid Owner, ReadOnlyMemory<byte> Data);
