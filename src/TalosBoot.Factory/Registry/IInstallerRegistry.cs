using TalosBoot.Core.Content;
using TalosBoot.Factory.Http;

namespace TalosBoot.Factory.Registry;

/// <summary>Where installer images lie: in a registry behind this service, or in this service itself.</summary>
internal interface IInstallerRegistry
{
    /// <summary>The image under a tag, if there is one, all of it, with a good signature.</summary>
    Task<Digest?> FindAsync(string image, string schematic, string tag, CancellationToken cancellationToken);

    /// <summary>Stores an image and its signature, and then its tag, so that no tag is ever without a signature.</summary>
    Task PublishAsync(string image, string schematic, string tag, InstallerImage content, CancellationToken cancellationToken);

    /// <summary>Answers a request for a manifest or blob.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="path">What it names.</param>
    /// <param name="reference">The tag or digest to take in place of the one that is named.</param>
    Task AnswerAsync(FactoryExchange exchange, RegistryPath path, string reference);

    /// <summary>The index of manifests that are about another one.</summary>
    Task<byte[]> ListReferrersAsync(RegistryPath path, Digest subject, string? artifactType, CancellationToken cancellationToken);
}
