using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci;
using TalosBoot.Oci.Caching;
using TalosBoot.Oci.Credentials;
using TalosBoot.Oci.Flattening;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Registry;

namespace TalosBoot.Samples.Cli.Images;

/// <summary>What the commands do. Digests and lists go to standard output, each in a line.</summary>
sealed partial class ImageWork : IDisposable
{
    const string DefaultPlatform = "linux/amd64";

    /// <summary>The platform that was asked for; null for all.</summary>
    readonly OciPlatform? _asked;
    readonly OciPlatform _platform;
    readonly RegistryClient _client;
    readonly RegistryImageSource _images;
    readonly ContentSpool _spool = new();

    public ImageWork(string? platform, bool insecure, string? cache)
    {
        _asked = platform is null or "all" ? null : OciPlatform.Parse(platform);
        _platform = _asked ?? OciPlatform.Parse(DefaultPlatform);
        _client = new RegistryClient(new RegistryOptions { IsInsecure = insecure, Credentials = CredentialChain.FromEnvironment() });
        _images = new RegistryImageSource(_client, cache is { Length: > 0 } ? BlobCache.Open(cache) : null);
    }

    public async Task PrintDigestAsync(string image, bool isFull, CancellationToken cancellationToken)
    {
        var reference = ImageReference.Parse(image);
        var digest = _asked is null
            ? await _client.ResolveDigestAsync(reference, cancellationToken: cancellationToken)
            : (await ResolveAsync(reference, cancellationToken)).Digest;
        Print(isFull ? reference.WithDigest(digest).Name : digest.ToString());
    }

    public async Task PrintManifestAsync(string image, CancellationToken cancellationToken)
    {
        var reference = ImageReference.Parse(image);
        var content = _asked is null
            ? (await _client.GetManifestAsync(reference, cancellationToken)).Content
            : (await ResolveAsync(reference, cancellationToken)).ManifestBytes;
        await WriteAsync(content, cancellationToken);
    }

    public async Task PrintConfigAsync(string image, CancellationToken cancellationToken) =>
        await WriteAsync((await ResolveAsync(ImageReference.Parse(image), cancellationToken)).ConfigBytes, cancellationToken);

    public async Task ListAsync(string repository, bool isFull, bool omitsDigestTags, CancellationToken cancellationToken)
    {
        foreach (var tag in await _client.ListTagsAsync(ParseRepository(repository), cancellationToken))
        {
            if (!omitsDigestTags || !tag.StartsWith("sha256-", StringComparison.Ordinal))
            {
                Print(isFull ? $"{repository}:{tag}" : tag);
            }
        }
    }

    public async Task ListRepositoriesAsync(string registry, bool isFull, CancellationToken cancellationToken)
    {
        if (registry.Length == 0 || !Uri.TryCreate($"https://{registry}/", UriKind.Absolute, out _))
        {
            throw new RegistryException(DiagnosticIds.ReferenceInvalid, registry, "this is no registry. Give its host, such as ghcr.io.");
        }

        foreach (var repository in await _client.ListRepositoriesAsync(registry, cancellationToken))
        {
            Print(isFull ? $"{registry}/{repository}" : repository);
        }
    }

    public async Task ExportAsync(string image, string tarball, CancellationToken cancellationToken)
    {
        var resolved = Directory.Exists(image) ? await OpenSavedAsync(image, cancellationToken) : await ResolveAsync(ImageReference.Parse(image), cancellationToken);
        await WriteAsync(await resolved.ExportAsync(_spool, cancellationToken: cancellationToken), tarball, cancellationToken);
    }

    public async Task PullAsync(string image, string path, bool asLayout, CancellationToken cancellationToken)
    {
        var resolved = await ResolveAsync(ImageReference.Parse(image), cancellationToken);
        if (asLayout)
        {
            var platform = new OciPlatform { OperatingSystem = resolved.Config.OperatingSystem, Architecture = resolved.Config.Architecture };
            await OciLayoutWriter.Open(path).AddAsync(resolved, platform, ImageReference.Parse(image), null, cancellationToken);
        }
        else
        {
            await WriteAsync(await DockerArchiveWriter.PlanAsync(resolved, ImageReference.Parse(image), cancellationToken), path, cancellationToken);
        }
    }

    public async Task PushAsync(string path, string image, string? references, CancellationToken cancellationToken)
    {
        var target = ImageReference.Parse(image);
        var sent = await new RegistryImageWriter(_client).PushAsync(await OpenSavedAsync(path, cancellationToken), target, null, null, cancellationToken);
        var name = target.WithDigest(sent.Digest).Name;
        if (references is not null)
        {
            await BlobSource.FromText(name).WriteToFileAsync(references, null, cancellationToken);
        }

        Print(name);
    }

    public async Task TagAsync(string image, string tag, CancellationToken cancellationToken)
    {
        var reference = ImageReference.Parse(image);
        var manifest = await _client.GetManifestAsync(reference, cancellationToken);
        await _client.PushManifestAsync(WithTag(reference, tag), manifest.Descriptor.MediaType, manifest.Content, cancellationToken);
    }

    /// <summary>Reads every layer: contents are checked against their digests when they are read.</summary>
    public async Task ValidateAsync(string? tarball, string? remote, bool isFast, CancellationToken cancellationToken)
    {
        foreach (var (name, open) in new (string?, Func<string, ValueTask<ContainerImage>>)[]
        {
            (tarball, path => OpenSavedAsync(path, cancellationToken)), (remote, async text => await ResolveAsync(ImageReference.Parse(text), cancellationToken)),
        })
        {
            if (name is not null)
            {
                var image = await open(name);
                if (!isFast)
                {
                    await image.FlattenAsync(_spool, cancellationToken: cancellationToken);
                }

                Print($"PASS: {name}");
            }
        }
    }

    public void Dispose()
    {
        _images.Dispose();
        _client.Dispose();
        _spool.Dispose();
    }

    static void Print(string line) => Console.Out.Write($"{ForeignText.Escape(line)}\n");

    static async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await using var output = Console.OpenStandardOutput();
        await output.WriteAsync(bytes, cancellationToken);
    }

    static async Task WriteAsync(BlobSource content, string path, CancellationToken cancellationToken)
    {
        if (path != "-")
        {
            await content.WriteToFileAsync(path, null, cancellationToken);
            return;
        }

        await using var output = Console.OpenStandardOutput();
        await content.WriteToStreamAsync(output, null, cancellationToken);
    }

    static ImageReference WithTag(ImageReference reference, string tag) => ImageReference.Parse($"{reference.Registry}/{reference.Repository}:{tag}");

    /// <summary>A repository without a tag, which crane refuses as well.</summary>
    static ImageReference ParseRepository(string text)
    {
        var reference = ImageReference.Parse(text);
        return text[(text.LastIndexOf('/') + 1)..].Contains(':', StringComparison.Ordinal) || text.Contains('@', StringComparison.Ordinal)
            ? throw new RegistryException(DiagnosticIds.ReferenceInvalid, text, "this names an image. Give a repository, without a tag or digest.")
            : reference;
    }

    async Task<ContainerImage> ResolveAsync(ImageReference image, CancellationToken cancellationToken) => await _images.ResolveAsync(image, _platform, cancellationToken);

    async ValueTask<ContainerImage> OpenSavedAsync(string path, CancellationToken cancellationToken) => Directory.Exists(path)
        ? await OciLayout.Open(path).ResolvePlatformAsync(_platform, cancellationToken)
        : await (await DockerArchive.OpenAsync(path, _spool, cancellationToken: cancellationToken)).ResolveOnlyAsync(_platform, cancellationToken);
}
