using TalosBoot.Initramfs.KernelModules;
using TalosBoot.Testing;

namespace TalosBoot.Initramfs.Tests.KernelModules;

/// <summary>The depmod of the machine.</summary>
static class InstalledDepmod
{
    /// <summary>The format that it writes: "kmod version 34.2" is the first line of what it says about itself.</summary>
    public static KernelModuleIndexFormat Format
    {
        get
        {
            var version = ForeignTool.Run("depmod", "--version").Lines[0].Split(' ')[^1].Split('.')[0];
            return int.Parse(version) >= 34 ? KernelModuleIndexFormat.Kmod34 : KernelModuleIndexFormat.Kmod30;
        }
    }

    /// <summary>Skips the test, or fails it where tools are required, when it was built without a feature: <c>+ZSTD</c>, for example.</summary>
    public static void RequireFeature(string feature)
    {
        if (!ForeignTool.Run("depmod", "--version").Output.Contains(feature, StringComparison.Ordinal))
        {
            ForeignTool.SkipOrFail($"The installed depmod was built without {feature}.");
        }
    }

    /// <summary>Runs it as Talos does.</summary>
    public static ToolResult Run(TemporaryFolder root, string version) => ForeignTool.TryRun("depmod", Arguments(root, version));

    /// <summary>Runs it on a tree that it may never get ready with, as for some in which modules of one name need each other. Gives null then.</summary>
    public static ToolResult? TryRun(TemporaryFolder root, string version)
    {
        const int TimedOut = 124;
        var result = ForeignTool.TryRun("timeout", ["30", "depmod", .. Arguments(root, version)]);
        return result.ExitCode == TimedOut ? null : result;
    }

    static string[] Arguments(TemporaryFolder root, string version) =>
        ["-b", root.Path, "-C", root.WriteFile("depmod.conf", "search extras built-in\n"u8), version];
}
