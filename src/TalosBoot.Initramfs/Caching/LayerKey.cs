using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Initramfs.Extensions;

namespace TalosBoot.Initramfs.Caching;

/// <summary>Names what is remembered, by everything that its bytes depend on. Each text goes in with its length, so that no two lists of them agree by chance.</summary>
internal sealed class LayerKey : IDisposable
{
    /// <summary>
    /// Raised whenever the same extension would give other bytes than before: when the squashfs writer, one of the compressors, or a step before
    /// them changes. A test compares the bytes of a layer.
    /// </summary>
    const int WriterVersion = 3;

    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    LayerKey(string kind) => Add("TalosBoot layer").Add(WriterVersion.ToString(CultureInfo.InvariantCulture)).Add(kind);

    /// <summary>The key of an extension by the layers of its container image.</summary>
    public static Digest OfLayers(IReadOnlyList<Digest> layers, string preparation)
    {
        using var key = new LayerKey("layers").Add(preparation);
        foreach (var layer in layers)
        {
            key.Add(layer.Hex);
        }

        return key.Finish();
    }

    /// <summary>The key of an extension by what is in it.</summary>
    public static Digest OfContent(ExtensionManifest manifest, DirectoryNode rootFs, string preparation, CancellationToken cancellationToken)
    {
        using var key = new LayerKey("content").Add(preparation);
        foreach (var text in LayerBundle.TextsOf(manifest))
        {
            key.Add(text);
        }

        key.Add(rootFs);
        foreach (var (path, entry) in new FileTree(rootFs).Walk())
        {
            key.Add(path).Add(entry);
            switch (entry)
            {
                case RegularFile file:
                    key.Add("file").Add(Digest.Sha256(file.Content, cancellationToken).Hex);
                    break;
                case SymbolicLink link:
                    key.Add("link").Add(link.Target);
                    break;
                default:
                    key.Add("directory");
                    break;
            }
        }

        return key.Finish();
    }

    /// <summary>The key of the layer with the indexes of all kernel modules.</summary>
    /// <param name="stock">A digest that names the stock initramfs, whose root file system has modules too.</param>
    /// <param name="extensions">The keys of all extensions, in order of their layers.</param>
    /// <param name="preparation">How layers are made.</param>
    public static Digest OfModules(Digest stock, IEnumerable<Digest> extensions, string preparation)
    {
        using var key = new LayerKey("modules").Add(preparation).Add(stock.Hex);
        foreach (var extension in extensions)
        {
            key.Add(extension.Hex);
        }

        return key.Finish();
    }

    public void Dispose() => _hash.Dispose();

    Digest Finish() => Digest.FromSha256(_hash.GetHashAndReset());

    LayerKey Add(FileTreeEntry entry)
    {
        Add(string.Create(CultureInfo.InvariantCulture, $"{entry.Metadata.Mode} {entry.Metadata.ModifiedAt}"));
        foreach (var (name, value) in entry.Metadata.ExtendedAttributes)
        {
            Add(name).Add(Convert.ToHexStringLower(value.AsSpan()));
        }

        return this;
    }

    LayerKey Add(string text)
    {
        var bytes = FileNames.Encode(text);
        _hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{bytes.Length}:")));
        _hash.AppendData(bytes);
        return this;
    }
}
