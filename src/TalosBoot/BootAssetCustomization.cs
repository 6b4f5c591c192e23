using TalosBoot.Profiles;
using TalosBoot.Schematics;

namespace TalosBoot;

/// <summary>What the user adds to the stock asset. Order matters for kernel arguments and extensions, and is kept.</summary>
public sealed class BootAssetCustomization
{
    readonly List<string> _kernelArguments = [];
    readonly List<MetaValue> _metaValues = [];
    readonly List<ContainerAsset> _extensions = [];
    string _machineConfiguration = string.Empty;

    internal BootAssetCustomization()
    {
    }

    /// <summary>Adds kernel arguments. <c>-key</c> removes a key, <c>-key=value</c> a value; <c>console</c> replaces the platform's.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <returns>This customization.</returns>
    public BootAssetCustomization AddKernelArgument(params IEnumerable<string> arguments)
    {
        _kernelArguments.AddRange(arguments);
        return this;
    }

    /// <summary>Adds official system extensions, which the catalog of the Talos release names.</summary>
    /// <param name="names">Names such as <c>siderolabs/gvisor</c>.</param>
    /// <returns>This customization.</returns>
    public BootAssetCustomization AddExtension(params IEnumerable<string> names)
    {
        _extensions.AddRange(names.Select(name => new ContainerAsset { OfficialName = name }));
        return this;
    }

    /// <summary>Adds system extensions by the references of their container images.</summary>
    /// <param name="references">References such as <c>ghcr.io/siderolabs/gvisor:20231214.0-v1.6.0</c>.</param>
    /// <returns>This customization.</returns>
    public BootAssetCustomization AddExtensionImage(params IEnumerable<string> references)
    {
        _extensions.AddRange(references.Select(reference => new ContainerAsset { ImageRef = reference }));
        return this;
    }

    /// <summary>Adds a system extension from wherever it is.</summary>
    /// <param name="asset">A reference, an OCI layout folder, a tarball of a root file system, or what lies in memory.</param>
    /// <returns>This customization.</returns>
    public BootAssetCustomization AddExtensionImage(ContainerAsset asset)
    {
        ArgumentNullException.ThrowIfNull(asset);
        _extensions.Add(asset);
        return this;
    }

    /// <summary>Adds a value for the META partition.</summary>
    /// <param name="key">The key, such as 10 for the network configuration of metal.</param>
    /// <param name="value">The value. It may be a secret and is never logged.</param>
    /// <returns>This customization.</returns>
    public BootAssetCustomization AddMetaValue(byte key, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _metaValues.Add(new MetaValue(key, value));
        return this;
    }

    /// <summary>Lets a machine configuration travel with the asset.</summary>
    /// <param name="configuration">The document. It may hold secrets and is never logged.</param>
    /// <returns>This customization.</returns>
    public BootAssetCustomization EmbedMachineConfiguration(string configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        _machineConfiguration = configuration;
        return this;
    }

    internal IReadOnlyList<ContainerAsset> Extensions => _extensions;

    internal ProfileCustomization ToProfile() => new()
    {
        ExtraKernelArgs = [.. _kernelArguments],
        MetaContents = [.. _metaValues],
        EmbeddedMachineConfiguration = _machineConfiguration,
    };

    internal void Load(Profile profile)
    {
        _kernelArguments.AddRange(profile.Customization.ExtraKernelArgs);
        _metaValues.AddRange(profile.Customization.MetaContents);
        _machineConfiguration = profile.Customization.EmbeddedMachineConfiguration;
        _extensions.AddRange(profile.Input.SystemExtensions);
    }
}
