using TalosBoot.Profiles;

namespace TalosBoot.Planning;

/// <summary>An extension as it was asked for: an official one by its name, or one by where it is.</summary>
internal sealed record RequestedExtension(string? Name, ContainerAsset? Asset);
