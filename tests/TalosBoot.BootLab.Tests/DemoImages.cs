using System.Text.Json;
using TalosBoot.Testing;

namespace TalosBoot.BootLab.Tests;

/// <summary>Images of the demo release, unpacked by foreign programs.</summary>
static class DemoImages
{
    /// <summary>Unpacks the layers of an amd64 image of a single layer with GNU tar.</summary>
    /// <returns>The folder with the image's tree.</returns>
    public static string Unpack(string name, string tag, TemporaryFolder folder)
    {
        var copy = folder[name];
        ForeignTool.Run("skopeo", "copy", "--quiet", $"oci:{DemoRelease.Folder}:{DemoRelease.Reference(name, tag)}", $"dir:{copy}");
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(copy, "manifest.json")));
        var target = Directory.CreateDirectory(folder[$"{name}-tree"]).FullName;
        foreach (var layer in manifest.RootElement.GetProperty("layers").EnumerateArray())
        {
            var blob = Path.Combine(copy, layer.GetProperty("digest").GetString()!["sha256:".Length..]);
            ForeignTool.Run("tar", "--extract", "--auto-compress", "--file", WithExtension(blob, layer), "--directory", target);
        }

        return target;
    }

    static string WithExtension(string blob, JsonElement layer)
    {
        var mediaType = layer.GetProperty("mediaType").GetString()!;
        var named = blob + (mediaType.EndsWith("gzip", StringComparison.Ordinal) ? ".tar.gz" : mediaType.EndsWith("zstd", StringComparison.Ordinal) ? ".tar.zst" : ".tar");
        File.Move(blob, named);
        return named;
    }
}
