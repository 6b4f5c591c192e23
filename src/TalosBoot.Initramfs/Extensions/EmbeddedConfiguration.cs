using System.Security.Cryptography;
using System.Text;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;

namespace TalosBoot.Initramfs.Extensions;

/// <summary>The virtual extension that carries a machine configuration (docs/formats/initramfs.md).</summary>
public static class EmbeddedConfiguration
{
    const string Path = "rootfs/usr/local/etc/talos/config.yaml";
    const int OwnerMayRead = 0x100;

    /// <summary>Makes the tree of the extension's container image. All its times are zero.</summary>
    /// <param name="configuration">The machine configuration, which is taken as it is.</param>
    public static FileTree CreateTree(string configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var bytes = Encoding.UTF8.GetBytes(configuration);
        var manifest = new ExtensionManifest
        {
            Name = "embedded-config",
            Version = Convert.ToHexStringLower(SHA256.HashData(bytes)),
            Author = "Imager",
            Description = "Virtual extension which embeds the machine configuration.",
            TalosVersionConstraint = ">= 1.0.0",
        };
        var metadata = new FileMetadata { Mode = OwnerMayRead };
        var tree = new FileTree();
        tree.SetFile("manifest.yaml", BlobSource.FromBytes(ExtensionManifestWriter.Write(manifest)));
        tree.Set(Path, new RegularFile(BlobSource.FromBytes(bytes), metadata with
        {
            ExtendedAttributes = metadata.ExtendedAttributes.Add(
                "security.selinux", [.. "system_u:object_r:system_state_t:s0"u8]),
        }));
        return tree;
    }
}
