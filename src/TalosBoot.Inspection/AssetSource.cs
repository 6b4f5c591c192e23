using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Inspection.Http;
using TalosBoot.Inspection.Opening;
using TalosBoot.Oci;

namespace TalosBoot.Inspection;

/// <summary>An asset that is looked into: a file, a folder, what lies on a web server, or a container image. It is disposed after use.</summary>
public sealed class AssetSource : IDisposable
{
    // What a disk may unpack to by itself: parts of an asset may be the same bomb under many names.
    const long MostUnpacked = 16L * 1024 * 1024 * 1024;

    readonly ContentSpool _spool = new() { FileLimit = MostUnpacked };
    readonly InspectionDepth _defaultDepth;

    AssetSource(Part root, InspectionDepth defaultDepth = InspectionDepth.Contents) => (Root, _defaultDepth) = (root, defaultDepth);

    /// <summary>The name that it was given by: a path, an image reference, or a URL without its credentials and query.</summary>
    public string Name => Root.Name;

    /// <summary>What was fetched from a web server up to now, in bytes; null for what lies elsewhere.</summary>
    public long? FetchedBytes => Remote?.FetchedBytes;

    /// <summary>How many requests a web server was sent; null for what lies elsewhere.</summary>
    public int? RequestCount => Remote?.RequestCount;

    internal Part Root { get; }

    HttpRangeContent? Remote => (Root as ContentPart)?.Content as HttpRangeContent;

    /// <summary>Opens a file, or a folder that is an OCI layout.</summary>
    /// <param name="path">The file or folder.</param>
    /// <returns>The asset; the caller disposes it.</returns>
    /// <exception cref="FileAccessException">It cannot be read (TB6003).</exception>
    public static AssetSource OpenFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new AssetSource(Directory.Exists(path) ? new FolderPart(path) : new ContentPart(null, path, BlobSource.FromFile(path)));
    }

    /// <summary>Takes an asset that is content already.</summary>
    /// <param name="name">Its name, which may tell what it is.</param>
    /// <param name="content">The content.</param>
    /// <returns>The asset; the caller disposes it.</returns>
    public static AssetSource FromContent(string name, BlobSource content)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(content);
        return new AssetSource(new ContentPart(null, name, content));
    }

    /// <summary>Takes a container image.</summary>
    /// <param name="image">The image.</param>
    /// <returns>The asset; the caller disposes it.</returns>
    public static AssetSource FromImage(ContainerImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new AssetSource(new ImagePart(null, image.Name, image));
    }

    /// <summary>Opens what lies on a web server. Ranges are read as they are needed, and no more than the structure unless more is asked for.</summary>
    /// <param name="client">The client to ask with, which must outlive the asset. A server that sends nothing for as long as its timeout is given up.</param>
    /// <param name="url">The address.</param>
    /// <param name="cancellationToken">Stops the first request. What stops an inspection stops those that it makes.</param>
    /// <returns>The asset; the caller disposes it.</returns>
    /// <exception cref="FileAccessException">The server does not answer, has no such file, or serves no ranges (TB6005).</exception>
    public static async Task<AssetSource> OpenUrlAsync(HttpClient client, Uri url, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(url);
        var content = await HttpRangeContent.OpenAsync(client, url, cancellationToken).ConfigureAwait(false);
        return new AssetSource(new ContentPart(null, HttpRangeContent.NameOf(url), content), InspectionDepth.Structure);
    }

    /// <inheritdoc/>
    public void Dispose() => _spool.Dispose();

    internal InspectionWork Begin(InspectionOptions options, SecretMask mask, BuildContext context, CancellationToken cancellationToken)
    {
        if (Remote is { } remote)
        {
            remote.Stop = cancellationToken;
        }

        return new InspectionWork(options, mask, options.Depth ?? _defaultDepth, _spool, context);
    }
}
