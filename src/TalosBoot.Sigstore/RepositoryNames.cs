using TalosBoot.Oci;

namespace TalosBoot.Sigstore;

/// <summary>The names of repositories in signatures.</summary>
internal static class RepositoryNames
{
    /// <summary>The name that a signature tells: with the API host of Docker Hub, as upstream writes it.</summary>
    public static string Of(ImageReference image) => $"{image.Registry}/{image.Repository}";

    /// <summary>Whether a claimed name, or in newer versions a whole reference, is that of the repository.</summary>
    public static bool IsClaimOf(string claimed, string repository) => ImageReference.TryParse(claimed, out var reference) && Of(reference) == repository;
}
