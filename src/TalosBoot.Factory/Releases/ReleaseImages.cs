using Microsoft.Extensions.Logging;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Factory.Configuration;
using TalosBoot.Factory.Options;
using TalosBoot.Oci;
using TalosBoot.Oci.Caching;
using TalosBoot.Oci.Credentials;
using TalosBoot.Oci.Flattening;
using TalosBoot.Oci.Registry;
using TalosBoot.Sigstore;

namespace TalosBoot.Factory.Releases;

/// <summary>The container images of the releases: what they are called, and where they come from.</summary>
internal sealed class ReleaseImages : IDisposable
{
    /// <summary>How long a registry may take to begin an answer. Clients wait for it.</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(60);

    const int DefaultJobs = 64;

    readonly ArtifactOptions _artifacts;
    readonly IImageFolder? _folder;
    readonly RegistryImageSource? _registry;

    public ReleaseImages(ImageFactoryOptions options, ILoggerFactory loggers)
    {
        _artifacts = options.Artifacts;
        var insecure = new[] { options.Artifacts.Schematics, options.Artifacts.Installers, options.Cache.Repository }
            .Where(repository => repository is { IsInsecure: true }).Select(repository => repository!.Registry);
        Client = new RegistryClient(new RegistryOptions
        {
            Credentials = CredentialChain.FromEnvironment(),
            InsecureRegistries = [.. insecure, .. _artifacts.IsCoreInsecure ? [_artifacts.CoreRegistry] : Array.Empty<string>()],
            MaximumConcurrency = options.RegistryJobs == 0 ? DefaultJobs : options.RegistryJobs,
            MaximumAttempts = 2, // A client waits, and may try again itself.
            RetryDelay = TimeSpan.FromMilliseconds(250),
            AnswerTimeout = AnswerTimeout,
            UserAgent = "TalosBoot-ImageFactory",
            Logger = loggers.CreateLogger("TalosBoot.Oci.Registry"),
        });
        _folder = _artifacts.CoreFolder.Length > 0 ? ConfiguredValue.Use("artifacts.core.folder", () => ImageFolder.Open(_artifacts.CoreFolder)) : null;
        _registry = _folder is null ? new RegistryImageSource(Client, OpenDownloads(options.Storage, loggers)) : null;
        IContainerImageSource images = _folder is null ? _registry! : _folder;
        Source = options.ContainerSignature.IsDisabled ? images : new VerifiedImageSource(images, CreatePolicy(options.ContainerSignature));
    }

    /// <summary>Talks to registries.</summary>
    public RegistryClient Client { get; }

    /// <summary>Gives images that are trusted.</summary>
    public IContainerImageSource Source { get; }

    public ComponentOptions Components => _artifacts.Components;

    /// <summary>The registry of the releases, as lists show it.</summary>
    public string CoreRegistry => _artifacts.CoreRegistry;

    /// <summary>What stands before the repository of every image of the releases: empty, or with a slash at its end.</summary>
    public string Prefix => _artifacts.CoreNamespace.Length == 0 ? string.Empty : _artifacts.CoreNamespace + "/";

    /// <summary>The reference of a component.</summary>
    /// <param name="component">Its repository.</param>
    /// <param name="tagOrDigest">With its colon or at sign.</param>
    public string Reference(string component, string tagOrDigest) => $"{_artifacts.CoreRegistry}/{Prefix}{component}{tagOrDigest}";

    /// <summary>The base of installer images of a version.</summary>
    public string InstallerComponent(ReleaseVersion release) =>
        release.Quirks.SupportsUnifiedInstaller ? Components.InstallerBase : Components.Installer;

    public async Task<IReadOnlyList<string>> ListTagsAsync(string component, CancellationToken cancellationToken)
    {
        var repository = ImageReference.Parse(Reference(component, string.Empty));
        return _folder?.ListTags(repository) ?? await Client.ListTagsAsync(repository, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The digest of what a reference stands for: the index of an image of several platforms.</summary>
    public async Task<Digest> ResolveDigestAsync(string text, CancellationToken cancellationToken)
    {
        var reference = ImageReference.Parse(text);
        return _folder?.ResolveDigest(reference) ?? await Client.ResolveDigestAsync(reference, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads an image as a tree of files.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="architecture">The architecture.</param>
    /// <param name="spool">Keeps what the files hold.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<FileTree> ReadAsync(string reference, Architecture architecture, ContentSpool spool, CancellationToken cancellationToken)
    {
        var image = await ResolveAsync(reference, architecture, cancellationToken).ConfigureAwait(false);
        return await image.FlattenAsync(spool, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<ContainerImage> ResolveAsync(string reference, Architecture architecture, CancellationToken cancellationToken) =>
        Source.ResolveAsync(ImageReference.Parse(reference), OciPlatform.Linux(architecture), cancellationToken);

    public void Dispose()
    {
        _registry?.Dispose();
        Client.Dispose();
    }

    static BlobCache OpenDownloads(StorageOptions storage, ILoggerFactory loggers) => BlobCache.Open(
        Path.Combine(storage.Folder, "downloads"),
        new BlobCacheOptions { MaximumSize = storage.MaximumDownloadSize, Logger = loggers.CreateLogger("TalosBoot.Oci.Caching") });

    static SignaturePolicy CreatePolicy(ContainerSignatureOptions options)
    {
        if (options.PublicKeyFile.Length > 0)
        {
            return new SignaturePolicy { Keys = [ConfiguredValue.Use("containerSignature.publicKeyFile", () => VerificationKey.ParsePem(File.ReadAllText(options.PublicKeyFile)))] };
        }

        if (options.TrustedRootFile.Length == 0 || options.SubjectPattern.Length == 0)
        {
            throw new ImageFactoryConfigurationException(
            [
                "containerSignature: there is nothing that signatures can be checked with. Name a trust root in containerSignature.trustedRootFile, a key in "
                + "containerSignature.publicKeyFile, or set containerSignature.disabled.",
            ]);
        }

        return new SignaturePolicy
        {
            TrustedRoot = ConfiguredValue.Use("containerSignature.trustedRootFile", () => TrustedRoot.Parse(File.ReadAllBytes(options.TrustedRootFile))),
            Identities =
            [
                new SignerIdentity
                {
                    SubjectPattern = options.SubjectPattern,
                    Issuer = options.IssuerPattern.Length > 0 ? null : options.Issuer,
                    IssuerPattern = options.IssuerPattern.Length > 0 ? options.IssuerPattern : null,
                },
            ],
        };
    }
}
