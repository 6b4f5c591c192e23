using TalosBoot.Profiles;

namespace TalosBoot.Planning;

/// <summary>How an asset is signed.</summary>
/// <param name="Named">The signers and databases that a profile names.</param>
/// <param name="Given">The signers that are given as objects, and win; null for none.</param>
internal sealed record RequestedSecureBoot(ProfileSecureBoot Named, BootAssetSecureBoot? Given);
