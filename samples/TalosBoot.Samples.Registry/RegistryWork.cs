using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci;
using TalosBoot.Oci.Caching;
using TalosBoot.Oci.Credentials;
using TalosBoot.Oci.Flattening;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Registry;

namespace TalosBoot.Samples.Registry;

/// <summary>What the commands do.</summary>
sealed class RegistryWork : IDisposable
{
    readonly OciPlatform _platform;
    readonly RegistryClient _client;
    readonly RegistryImageSource _images;
    readonly ContentSpool _spool = new();

    public RegistryWork(string platform, bool insecure, string? cache)
    {
        _platform = OciPlatform.Parse(platform);
        _client = new RegistryClient(new RegistryOptions { Insecure = insecure, Credentials = CredentialChain.FromEnvironment() });
        _images = new RegistryImageSource(_client, cache is null ? null : BlobCache.Open(cache));
    }

    public async Task PrintDigestAsync(string image, bool forPlatform, CancellationToken cancellationToken) =>
        Console.Out.Write($"{await _client.ResolveDigestAsync(ImageReference.Parse(image), forPlatform ? _platform : null, cancellationToken)}\n");

    public async Task PrintManifestAsync(string image, CancellationToken cancellationToken)
    {
        var manifest = await _client.GetManifestAsync(ImageReference.Parse(image), cancellationToken);
        await using var output = Console.OpenStandardOutput();
        await output.WriteAsync(manifest.Content, cancellationToken);
    }

    public async Task ListAsync(string repository, CancellationToken cancellationToken)
    {
        foreach (var tag in await _client.ListTagsAsync(ImageReference.Parse(repository), cancellationToken))
        {
            Console.Out.Write($"{ForeignText.Escape(tag)}\n");
        }
    }

    public async Task ExportAsync(string image, string tarball, CancellationToken cancellationToken)
    {
        var resolved = Directory.Exists(image) ? await OpenSavedAsync(image, cancellationToken) : await ResolveAsync(image, cancellationToken);
        await WriteAsync(await resolved.ExportAsync(_spool, cancellationToken: cancellationToken), tarball, cancellationToken);
    }

    public async Task PullAsync(string image, string path, bool asLayout, CancellationToken cancellationToken)
    {
        var resolved = await ResolveAsync(image, cancellationToken);
        if (asLayout)
        {
            var platform = new OciPlatform { OperatingSystem = resolved.Config.OperatingSystem, Architecture = resolved.Config.Architecture };
            await OciLayoutWriter.Open(path).AddAsync(resolved, platform, ImageReference.Parse(image), cancellationToken);
        }
        else
        {
            await WriteAsync(await DockerArchiveWriter.PlanAsync(resolved, ImageReference.Parse(image), cancellationToken), path, cancellationToken);
        }
    }

    public async Task PushAsync(string path, string image, CancellationToken cancellationToken) =>
        await SendAsync(await OpenSavedAsync(path, cancellationToken), image, null, cancellationToken);

    public async Task CopyAsync(string source, string image, CancellationToken cancellationToken) =>
        await SendAsync(await ResolveAsync(source, cancellationToken), image, ImageReference.Parse(source), cancellationToken);

    public void Dispose()
    {
        _images.Dispose();
        _client.Dispose();
        _spool.Dispose();
    }

    async Task<ContainerImage> ResolveAsync(string image, CancellationToken cancellationToken) =>
        await _images.ResolveAsync(ImageReference.Parse(image), _platform, cancellationToken);

    async Task<ContainerImage> OpenSavedAsync(string path, CancellationToken cancellationToken) => Directory.Exists(path)
        ? await OciLayout.Open(path).ResolvePlatformAsync(_platform, cancellationToken)
        : await (await DockerArchive.OpenAsync(path, _spool, cancellationToken: cancellationToken)).ResolveOnlyAsync(_platform, cancellationToken);

    async Task SendAsync(ContainerImage image, string reference, ImageReference? mountFrom, CancellationToken cancellationToken)
    {
        var target = ImageReference.Parse(reference);
        var sent = await new RegistryImageWriter(_client).PushAsync(image, target, mountFrom, cancellationToken);
        Console.Out.Write($"{target.WithDigest(sent.Digest).Name}\n");
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
}
