using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Wizard;

/// <summary>The overlay image of the Raspberry Pi, which the catalogs name and the script of the recordings leaves out: without it no board can be built.</summary>
internal static class BoardImages
{
    static readonly Lazy<bool> Pushed = new(Push);

    public static void Prepare() => Assert.That(Pushed.Value);

    static bool Push()
    {
        const string name = "siderolabs/sbc-raspberrypi:v0.2.0";
        ForeignTool.Require("skopeo");
        ForeignTool.Run("skopeo", "copy", "--quiet", "--all", "--dest-tls-verify=false", $"oci:{DemoRelease.Folder}:ghcr.io/{name}", $"docker://{FactoryLab.Registry}/{name}");
        return true;
    }
}
