using System.Text.Json;
using System.Text.RegularExpressions;
using TalosBoot.Archives.Tar;
using TalosBoot.Compression;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.ImageCaches;
using TalosBoot.Oci.Layouts;
using TalosBoot.Testing;

namespace TalosBoot.Oci.Tests.ImageCaches;

/// <summary>Image caches against those that <c>talosctl images cache-create</c> made of the same images, as a folder and as an OCI layout.</summary>
[TestFixture]
sealed partial class RecordedImageCacheTests
{
    const string Registry = "127.0.0.1:5000";
    const string DefaultPlatform = "linux/amd64";
    const string RegistryFolder = "127.0.0.1_5000_";

    static IEnumerable<TestCaseData> Cases(string layout, bool isMade)
    {
        if (RepositoryPaths.TryVector("real", "image-cache.jsonl") is not { } file)
        {
            yield return new TestCaseData(default(JsonElement)).SetArgDisplayNames("absent");
            yield break;
        }

        foreach (var line in File.ReadLines(file))
        {
            var text = line.Replace("${REGISTRY}", Registry, StringComparison.Ordinal).Replace("${REGISTRY_}", RegistryFolder, StringComparison.Ordinal);
            var item = JsonDocument.Parse(text).RootElement;
            var made = item.GetProperty("exit") is { ValueKind: JsonValueKind.Number } exit && exit.GetInt32() == 0;
            if (item.GetProperty("layout").GetString() == layout && made == isMade && item.GetProperty("images").GetArrayLength() > 0)
            {
                yield return new TestCaseData(item).SetArgDisplayNames(item.GetProperty("name").GetString()!);
            }
        }
    }

    [TestCaseSource(nameof(Cases), new object[] { "flat", true })]
    public async Task A_folder_has_the_same_files(JsonElement item)
    {
        using var folder = new TemporaryFolder();
        var cache = await BuildAsync(item, folder);
        await cache.WriteToFolderAsync(folder["cache"]);
        var files = Directory.GetFiles(folder["cache"], "*", SearchOption.AllDirectories)
            .Select(file => $"{Path.GetRelativePath(folder["cache"], file)} {Digest.Sha256(File.ReadAllBytes(file)).Hex}");
        var expected = item.GetProperty("files").EnumerateObject().Select(file => $"{file.Name} {file.Value.GetProperty("sha256").GetString()}");
        Assert.That(files, Is.EquivalentTo(expected));
    }

    [TestCaseSource(nameof(Cases), new object[] { "oci", true })]
    public async Task A_layout_has_the_same_documents_and_members(JsonElement item)
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool();
        var image = (await BuildAsync(item, folder)).ToImage(spool, DateTimeOffset.UnixEpoch);

        // The index names the first platform that was asked for.
        await OciLayoutWriter.Open(folder["out"]).AddAsync(image, PlatformsOf(item)?[0] ?? OciPlatform.Parse(DefaultPlatform));
        var layer = image.Manifest.Layers.Single().Digest;
        var documents = Directory.GetFiles(folder["out"], "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != layer.Hex).Select(file => Mask(File.ReadAllText(file)));
        Assert.That(documents, Is.EquivalentTo(item.GetProperty("documents").EnumerateArray().Select(document => Mask(document.GetString()!))));

        var blob = BlobSource.FromFile(folder["out", "blobs", "sha256", layer.Hex]);
        Assert.That(blob.Slice(0, 3).ToArray(), Is.EqualTo(Convert.FromHexString(item.GetProperty("gzip").GetString()!)[..3]));
        Assert.That(Members(spool, blob), Is.EqualTo(item.GetProperty("layer").EnumerateArray().Select(member => member.GetString())));
    }

    [TestCaseSource(nameof(Cases), new object[] { "flat", false })]
    public void What_talosctl_refuses_or_never_finds_is_refused(JsonElement item)
    {
        // Asked for here, since a reason to skip would be taken for the wrong exception below.
        _ = RepositoryPaths.Vector("real", "image-cache.jsonl");
        using var folder = new TemporaryFolder();
        Assert.That(() => BuildAsync(item, folder), Throws.InstanceOf<RegistryException>().Or.InstanceOf<FormatException>());
    }

    static async Task<ImageCache> BuildAsync(JsonElement item, TemporaryFolder folder)
    {
        var layout = new LayoutOnDisk(folder);
        layout.AddStored(RepositoryPaths.Vector("real", "inputs", "base"), $"{Registry}/vec/base:v1", $"{Registry}/vec/base:v2");
        layout.AddStored(RepositoryPaths.Vector("real", "inputs", "cache"), $"{Registry}/vec/sub/dir:latest");
        return await ImageCacheBuilder.BuildAsync(
            OciLayout.Open(layout.Path), [.. item.GetProperty("images").EnumerateArray().Select(image => ImageReference.Parse(image.GetString()!))],
            new ImageCacheOptions { Platforms = PlatformsOf(item) });
    }

    // Null for all.
    static IReadOnlyList<OciPlatform>? PlatformsOf(JsonElement item)
    {
        var asked = item.GetProperty("options").EnumerateArray().Select(option => option.GetString()!).LastOrDefault(DefaultPlatform);
        return asked == "all" ? null : [.. asked.Split(',').Select(OciPlatform.Parse)];
    }

    static IEnumerable<string> Members(ContentSpool spool, BlobSource layer)
    {
        using var reader = layer.OpenRead();
        using var decompressor = Decompressor.Open(reader, CompressionFormat.Gzip);
        var archive = spool.Write(ContentKind.Data, decompressor.CopyTo);
        foreach (var entry in TarReader.ReadEntries(archive))
        {
            var type = entry.Kind == TarEntryKind.Directory ? 5 : 0;
            var data = entry.Metadata;
            yield return $"{type} 0o{Convert.ToString(data.Mode, 8)} {data.UserId} {data.GroupId} {data.ModifiedAt} {entry.Size} {entry.Path}";
        }
    }

    // Digests and lengths of documents follow from the time, and those of the layer from the encoder.
    static string Mask(string document) => Volatile().Replace(document, "?");

    [GeneratedRegex("sha256:[0-9a-f]{64}|(?<=\"size\": ?)[0-9]+|(?<=\"created\":\")[^\"]*(?=\",\"history)")]
    private static partial Regex Volatile();
}
