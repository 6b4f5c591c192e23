namespace TalosBoot.Schematics;

/// <summary>What is changed in the assets. Lists keep their order: another order is another schematic.</summary>
public sealed record SchematicCustomization
{
    readonly string _embeddedMachineConfiguration = string.Empty;
    readonly string[] _extraKernelArgs = [];
    readonly MetaValue[] _meta = [];
    readonly string[] _officialExtensions = [];
    readonly SchematicSecureBoot _secureBoot = new();

    /// <summary>A machine configuration that the assets carry, or the empty string.</summary>
    public string EmbeddedMachineConfiguration
    {
        get => _embeddedMachineConfiguration;
        init => _embeddedMachineConfiguration = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>Arguments that are added to the kernel command line, or, with a leading <c>-</c>, taken away from it.</summary>
    public IReadOnlyList<string> ExtraKernelArgs
    {
        get => _extraKernelArgs;
        init => _extraKernelArgs = Copy(value);
    }

    /// <summary>Values of the META partition.</summary>
    public IReadOnlyList<MetaValue> Meta
    {
        get => _meta;
        init => _meta = Copy(value);
    }

    /// <summary>The names of system extensions, such as <c>siderolabs/gvisor</c>.</summary>
    public IReadOnlyList<string> OfficialExtensions
    {
        get => _officialExtensions;
        init => _officialExtensions = Copy(value);
    }

    /// <summary>The bootloader, or <see cref="BootloaderKind.None"/> for the usual one.</summary>
    public BootloaderKind Bootloader { get; init; }

    /// <summary>How Secure Boot assets are made.</summary>
    public SchematicSecureBoot SecureBoot
    {
        get => _secureBoot;
        init => _secureBoot = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>The sector size of a disk image in bytes, or 0 for the usual one.</summary>
    public ulong DiskSectorSize { get; init; }

    internal bool IsZero => EmbeddedMachineConfiguration.Length == 0 && _extraKernelArgs.Length == 0 && _meta.Length == 0
        && _officialExtensions.Length == 0 && Bootloader == BootloaderKind.None && SecureBoot.IsZero && DiskSectorSize == 0;

    /// <summary>Whether everything is equal, with lists in the same order.</summary>
    public bool Equals(SchematicCustomization? other) => other is not null
        && EmbeddedMachineConfiguration == other.EmbeddedMachineConfiguration
        && _extraKernelArgs.AsSpan().SequenceEqual(other._extraKernelArgs)
        && _meta.AsSpan().SequenceEqual(other._meta)
        && _officialExtensions.AsSpan().SequenceEqual(other._officialExtensions)
        && Bootloader == other.Bootloader
        && SecureBoot == other.SecureBoot
        && DiskSectorSize == other.DiskSectorSize;

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(EmbeddedMachineConfiguration);
        foreach (var argument in _extraKernelArgs)
        {
            hash.Add(argument);
        }

        foreach (var value in _meta)
        {
            hash.Add(value);
        }

        foreach (var extension in _officialExtensions)
        {
            hash.Add(extension);
        }

        hash.Add(Bootloader);
        hash.Add(SecureBoot);
        hash.Add(DiskSectorSize);
        return hash.ToHashCode();
    }

    /// <summary>The name of the type alone; the content may hold secrets.</summary>
    public override string ToString() => nameof(SchematicCustomization);

    static T[] Copy<T>(IReadOnlyList<T> items)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(items);
        T[] copy = [.. items];
        return copy.Contains(null) ? throw new ArgumentException("An item of a list is null.", nameof(items)) : copy;
    }
}
