using TalosBoot.Testing;

namespace TalosBoot.Oci.Tests;

/// <summary>OCI layouts that umoci makes, and trees that it unpacks.</summary>
static class UmociLayout
{
    /// <summary>A layout with one image of these layers, in gzip, tagged <c>v1</c>.</summary>
    public static string Create(TemporaryFolder folder, params byte[][] layers)
    {
        var layout = folder["layout"];
        ForeignTool.Run("umoci", "init", "--layout", layout);
        ForeignTool.Run("umoci", "new", "--image", $"{layout}:v1");
        foreach (var (layer, index) in layers.Select((layer, index) => (layer, index)))
        {
            ForeignTool.Run("umoci", "raw", "add-layer", "--image", $"{layout}:v1", folder.WriteFile($"layer{index}.tar", layer));
        }

        return layout;
    }

    /// <summary>The folder with the files of an image.</summary>
    public static string Unpack(TemporaryFolder folder, string layout, string tag = "v1")
    {
        ForeignTool.Run("umoci", "unpack", "--rootless", "--image", $"{layout}:{tag}", folder["bundle"]);
        return folder["bundle", "rootfs"];
    }
}
