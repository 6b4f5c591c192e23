using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Planning;
using TalosBoot.Planning.SecureBoot;
using TalosBoot.Profiles;
using TalosBoot.Schematics;
using TalosBoot.Yaml;

namespace TalosBoot;

/// <content>What the asset is made from.</content>
public sealed partial class BootAssetBuilder
{
    const string InMemoryPath = "(in memory)";

    /// <summary>A built-in profile that everything else is laid over.</summary>
    /// <param name="name">Such as <c>iso</c> or <c>metal-uki</c>.</param>
    /// <returns>This builder.</returns>
    public BootAssetBuilder UseBaseProfile(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return With(_profile with { BaseProfileName = name });
    }

    /// <summary>Another kernel than that of the imager image.</summary>
    /// <param name="path">A file of this machine.</param>
    /// <returns>This builder.</returns>
    public BootAssetBuilder UseKernel(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return With(_profile.Input with { KernelPath = path, KernelContent = null });
    }

    /// <summary>Another kernel than that of the imager image, from anywhere.</summary>
    /// <param name="content">The kernel. It must be readable as long as the asset.</param>
    /// <returns>This builder.</returns>
    public BootAssetBuilder UseKernel(BlobSource content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return With(_profile.Input with { KernelPath = InMemoryPath, KernelContent = content });
    }

    /// <summary>Another stock initramfs than that of the imager image.</summary>
    /// <param name="path">A file of this machine.</param>
    /// <returns>This builder.</returns>
    public BootAssetBuilder UseInitramfs(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return With(_profile.Input with { InitramfsPath = path, InitramfsContent = null });
    }

    /// <summary>Another stock initramfs than that of the imager image, from anywhere.</summary>
    /// <param name="content">The initramfs. It must be readable as long as the asset.</param>
    /// <returns>This builder.</returns>
    public BootAssetBuilder UseInitramfs(BlobSource content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return With(_profile.Input with { InitramfsPath = InMemoryPath, InitramfsContent = content });
    }

    /// <summary>The image that an installer is made from. Default: that of the Talos release.</summary>
    /// <param name="image">A reference, an OCI layout folder, or an image in memory.</param>
    /// <returns>This builder.</returns>
    public BootAssetBuilder UseBaseInstaller(ContainerAsset image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return With(_profile.Input with { BaseInstaller = image });
    }

    /// <summary>The image cache that an ISO or a disk image carries for machines without a network.</summary>
    /// <param name="cache">A reference, an OCI layout folder, or a tree in memory.</param>
    /// <returns>This builder.</returns>
    public BootAssetBuilder UseImageCache(ContainerAsset cache)
    {
        ArgumentNullException.ThrowIfNull(cache);
        return With(_profile.Input with { ImageCache = cache });
    }

    /// <summary>The overlay of a single-board computer.</summary>
    /// <param name="name">The name of the overlay in its image.</param>
    /// <param name="image">A reference, an OCI layout folder, or a tree in memory.</param>
    /// <param name="options">What the overlay is told; null (the default) for nothing.</param>
    /// <returns>This builder.</returns>
    public BootAssetBuilder UseOverlay(string name, ContainerAsset image, YamlMapping? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(image);
        var overlay = new ProfileOverlay { Name = name, Image = image, Options = options ?? YamlMapping.Empty };
        return With(_profile with { Overlay = overlay, Input = _profile.Input with { OverlayInstaller = image } });
    }

    /// <summary>
    /// Takes a schematic, by the rules of an Image Factory: its extensions, overlay, arguments, META values and so on, as far as they count for the kind
    /// of output, behind what is said to this builder; and the virtual extension by which a machine knows its schematic.
    /// </summary>
    /// <param name="schematic">The schematic.</param>
    /// <returns>This builder.</returns>
    public BootAssetBuilder UseSchematic(Schematic schematic)
    {
        ArgumentNullException.ThrowIfNull(schematic);
        return With(new RequestedSchematic(schematic.Id(), _ => ValueTask.FromResult(schematic)));
    }

    /// <summary>Takes a schematic, given as the text of a document.</summary>
    /// <param name="document">The YAML or JSON text.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="Core.Diagnostics.SchematicException">It cannot be understood (TB11xx).</exception>
    public BootAssetBuilder UseSchematic(string document) => UseSchematic(Schematic.Parse(document));

    /// <summary>Takes a schematic that is stored somewhere. It is looked up when the request is resolved.</summary>
    /// <param name="id">The identifier that it was stored under.</param>
    /// <param name="store">Where it is.</param>
    /// <returns>This builder.</returns>
    public BootAssetBuilder UseSchematic(SchematicId id, ISchematicStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return With(new RequestedSchematic(id, async token => await store.FindAsync(id, token).ConfigureAwait(false) ?? throw new SchematicException(
            DiagnosticIds.SchematicNotFound, $"there is no schematic {id}. Create it first, or check the identifier.")));
    }

    /// <summary>
    /// Signs the asset for Secure Boot: systemd-boot, the UKI, and its predictions of PCR 11. An ISO carries the databases that enroll the keys.
    /// </summary>
    /// <param name="secureBoot">
    /// How; null for what the profile says, and, where <see cref="TalosBootOptions.UsesSecureBootFolder"/> is set, the files of <c>/secureboot</c>.
    /// </param>
    /// <returns>This builder.</returns>
    /// <remarks>Signers that are given as objects are no part of a profile, which goes on naming files.</remarks>
    public BootAssetBuilder UseSecureBoot(BootAssetSecureBoot? secureBoot = null)
    {
        _secureBoot = secureBoot;
        return With(SecureBootProfile.Apply(_profile, secureBoot ?? new BootAssetSecureBoot()));
    }

    BootAssetBuilder With(RequestedSchematic schematic)
    {
        _schematic = schematic;
        return this;
    }

    BootAssetBuilder With(ProfileInput input) => With(_profile with { Input = input });
}
