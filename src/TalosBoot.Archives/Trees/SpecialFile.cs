namespace TalosBoot.Archives.Trees;

/// <summary>A device, named pipe or socket. It exists in the tree only: nothing is created on the host.</summary>
/// <param name="kind">The kind.</param>
/// <param name="metadata">Owner, mode and so on.</param>
/// <param name="deviceMajor">The major device number; 0 for pipes and sockets.</param>
/// <param name="deviceMinor">The minor device number; 0 for pipes and sockets.</param>
public sealed class SpecialFile(SpecialFileKind kind, FileMetadata metadata, uint deviceMajor = 0, uint deviceMinor = 0) : FileTreeEntry(metadata)
{
    /// <summary>The kind.</summary>
    public SpecialFileKind Kind { get; } = kind;

    /// <summary>The major device number.</summary>
    public uint DeviceMajor { get; } = deviceMajor;

    /// <summary>The minor device number.</summary>
    public uint DeviceMinor { get; } = deviceMinor;
}
