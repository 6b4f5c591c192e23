
namespace TalosBoot.Sigstore;

/// <summary>What a key signs with.</summary>
internal enum SignatureAlgorithm
{
    EcdsaP256,
    EcdsaP384,
    EcdsaP521,
    Rsa,
    Ed25519,
}
