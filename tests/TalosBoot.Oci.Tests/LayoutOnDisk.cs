using TalosBoot.Core.Content;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Model;
using TalosBoot.Testing;

namespace TalosBoot.Oci.Tests;

/// <summary>A layout that a test puts together blob by blob, right or wrong.</summary>
sealed class LayoutOnDisk(TemporaryFolder folder)
{
    readonly List<OciDescriptor> _entries = [];

    public string Path { get; } = folder["handmade"];

    public LayoutOnDisk AddImage(string reference, params byte[][] layers)
    {
        Add(AddManifest(layers), reference);
        return this;
    }

    public OciDescriptor AddManifest(params byte[][] layers) => AddManifest(layers, null);

    public OciDescriptor AddManifest(byte[][] layers, Digest[]? diffIds, string layerType = OciMediaTypes.Layer, byte[]? data = null)
    {
        var config = new ImageConfig { Architecture = "amd64", OperatingSystem = "linux", RootFs = new ImageRootFs { DiffIds = diffIds } };
        return AddBlob(
            OciMediaTypes.Manifest,
            GoJson.Serialize(new OciManifest
            {
                MediaType = OciMediaTypes.Manifest,
                Config = AddBlob(OciMediaTypes.Config, GoJson.Serialize(config)),
                Layers = [.. layers.Select(layer => AddBlob(layerType, layer) with { Data = data })],
            }));
    }

    public OciDescriptor AddNestedIndex(params OciDescriptor[] entries) =>
        AddBlob(OciMediaTypes.Index, GoJson.Serialize(new OciIndex { MediaType = OciMediaTypes.Index, Manifests = entries }));

    public void AddIndex(string reference, params OciDescriptor[] entries) => Add(AddNestedIndex(entries), reference);

    /// <summary>Adds the images of another layout, whose index is that of an image for several platforms.</summary>
    public void AddStored(string stored, params string[] references)
    {
        foreach (var blob in Directory.GetFiles(System.IO.Path.Combine(stored, "blobs", "sha256")))
        {
            folder.WriteFile($"handmade/blobs/sha256/{System.IO.Path.GetFileName(blob)}", File.ReadAllBytes(blob));
        }

        var index = AddBlob(OciMediaTypes.Index, File.ReadAllBytes(System.IO.Path.Combine(stored, "index.json")));
        Array.ForEach(references, reference => Add(index, reference));
    }

    public void Add(OciDescriptor entry, string? reference = null)
    {
        _entries.Add(reference is null ? entry : entry with { Annotations = new Dictionary<string, string> { [OciLayout.ReferenceNameAnnotation] = reference } });
        File.WriteAllBytes(System.IO.Path.Combine(Path, "index.json"), GoJson.Serialize(new OciIndex { Manifests = _entries }));
    }

    OciDescriptor AddBlob(string mediaType, byte[] content)
    {
        var digest = Digest.Sha256(content);
        folder.WriteFile($"handmade/blobs/sha256/{digest.Hex}", content);
        return new OciDescriptor { MediaType = mediaType, Size = content.Length, Digest = digest };
    }
}
