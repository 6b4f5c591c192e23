namespace TalosBoot.Factory.Options;

/// <summary>The folder of what the service keeps itself. Several processes may share it.</summary>
public sealed class StorageOptions
{
    /// <summary>The folder, which is made when it is missing. Default <c>image-factory</c> in the folder for application data of this user.</summary>
    public string Folder { get; set; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "image-factory");

    /// <summary>How many bytes built assets may take before those that were not used for the longest time are deleted. Default 64 GiB.</summary>
    public long MaximumAssetSize { get; set; } = 64L << 30;

    /// <summary>How many bytes schematics may take before new ones are refused. Default 4 GiB.</summary>
    public long MaximumSchematicSize { get; set; } = 4L << 30;

    /// <summary>How many bytes downloads from registries may take. Default 16 GiB.</summary>
    public long MaximumDownloadSize { get; set; } = 16L << 30;
}
