using TalosBoot.Oci.Layouts;
using TalosBoot.Testing;

namespace TalosBoot.Documentation.Tests.Guides;

/// <summary>The engine of the guides: what they fetch from registries comes from the demo release here.</summary>
static class GuideEngine
{
    public static TalosBootEngine Create() => TalosBootEngine.Create(options => options.Images = OciLayout.Open(DemoRelease.Folder));
}
