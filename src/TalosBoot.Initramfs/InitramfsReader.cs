using TalosBoot.Archives.Cpio;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Initramfs.Extensions;

namespace TalosBoot.Initramfs;

/// <summary>Takes an initramfs apart: that of a release, and those that this project or upstream's imager made of it.</summary>
public static class InitramfsReader
{
    const string ListName = "extensions.yaml";

    /// <summary>Reads an initramfs.</summary>
    /// <param name="initramfs">The file.</param>
    /// <param name="spool">Keeps the decompressed segments: the result can be read until it is disposed.</param>
    /// <param name="budget">Whose thread decompresses; null for one of its own.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The segments, and the extensions in them.</returns>
    /// <exception cref="ImageFormatException">A segment is neither an archive nor compressed (TB4202), is damaged, or goes over a limit (TB4002).</exception>
    /// <exception cref="ExtensionException">The list of the extensions cannot be read, or names an image that is not there (TB3004).</exception>
    public static Task<InitramfsContents> ReadAsync(
        BlobSource initramfs, ContentSpool spool, WorkBudget? budget = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(initramfs);
        ArgumentNullException.ThrowIfNull(spool);
        return ReadAsync(initramfs, new SegmentReader(spool, budget ?? new WorkBudget()), cancellationToken);
    }

    internal static async Task<InitramfsContents> ReadAsync(BlobSource initramfs, SegmentReader reader, CancellationToken cancellationToken)
    {
        var segments = new List<InitramfsSegment>();
        await foreach (var (offset, length, compression, archive) in reader.ReadAsync(initramfs, cancellationToken).ConfigureAwait(false))
        {
            segments.Add(new InitramfsSegment(offset, length, compression, CpioReader.ReadTree(archive, cancellationToken: cancellationToken)));
        }

        var files = new Dictionary<string, BlobSource>(StringComparer.Ordinal);
        foreach (var (path, entry) in segments.SelectMany(segment => segment.Tree.Walk()))
        {
            if (entry is RegularFile file)
            {
                files[path] = file.Content; // What a later archive has counts.
            }
        }

        return new InitramfsContents(segments, files.TryGetValue(ListName, out var list) ? ReadLayers(list, files) : []);
    }

    static List<InitramfsLayer> ReadLayers(BlobSource list, Dictionary<string, BlobSource> files) =>
    [
        .. ExtensionsYaml.Read(list, ListName).Select(layer => new InitramfsLayer(
            layer.Image, layer.Manifest,
            Find(files, layer.Image) ?? throw new ExtensionException(
                DiagnosticIds.ExtensionManifestInvalid, ListName, layer.Image, $"the list names {layer.Image}, and there is no such file."))),
    ];

    static BlobSource? Find(Dictionary<string, BlobSource> files, string path) =>
        FilePath.TrySplit(path, out var names) ? files.GetValueOrDefault(string.Join('/', names)) : null;
}
