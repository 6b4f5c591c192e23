using TalosBoot.Sigstore.Simple;

namespace TalosBoot.Sigstore.Discovery;

/// <summary>A signature of one of both kinds, as it is stored.</summary>
internal sealed record FoundSignature(byte[]? Bundle, SimpleSignature? Simple);
