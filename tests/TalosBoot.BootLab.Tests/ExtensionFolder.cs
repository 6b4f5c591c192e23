using System.Text;
using TalosBoot.Core.Content;
using TalosBoot.Profiles;
using TalosBoot.Testing;

namespace TalosBoot.BootLab.Tests;

/// <summary>An extension that a test puts together in a folder.</summary>
sealed class ExtensionFolder(TemporaryFolder folder, string name)
{
    /// <summary>The root file system.</summary>
    public string RootFs => folder[name, "rootfs"];

    /// <summary>Packs the folder with GNU tar.</summary>
    public ContainerAsset ToAsset()
    {
        folder.WriteFile($"{name}/manifest.yaml", Encoding.UTF8.GetBytes($"version: v1alpha1\nmetadata:\n  name: {name}\n  version: v1\n"));
        var tarball = folder[$"{name}.tar"];
        ForeignTool.Run("tar", "--create", "--owner=0", "--group=0", "--file", tarball, "--directory", folder[name], "manifest.yaml", "rootfs");
        return new ContainerAsset { TarballPath = tarball };
    }

    /// <inheritdoc cref="DigestOf"/>
    public string DigestOfAll() => DigestOf(RootFs);

    /// <summary>
    /// The digest that the first process of the demo release makes of all files of a layer: of what <c>sha256sum</c> says of each, by path. Firmware
    /// is no part of a layer.
    /// </summary>
    public static string DigestOf(string rootFs)
    {
        var lines = new DirectoryInfo(rootFs).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => file.LinkTarget is null)
            .Select(file => (Path: "./" + Path.GetRelativePath(rootFs, file.FullName), Digest: Digest.Sha256(BlobSource.FromFile(file.FullName)).Hex))
            .Where(file => !file.Path.StartsWith("./usr/lib/firmware/", StringComparison.Ordinal))
            .OrderBy(file => file.Path, StringComparer.Ordinal).Select(file => $"{file.Digest}  {file.Path}\n");
        return Digest.Sha256(Encoding.UTF8.GetBytes(string.Concat(lines))).Hex;
    }
}
