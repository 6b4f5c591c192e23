namespace TalosBoot.FileSystems.Iso9660;

/// <summary>The partition types of ISO images.</summary>
internal static class PartitionTypes
{
    public const byte Linux = 0x83;
    public const byte EfiSystemMbr = 0xEF;

    public static readonly Guid BasicData = new("EBD0A0A2-B9E5-4433-87C0-68B6B72699C7");
    public static readonly Guid EfiSystem = new("C12A7328-F81F-11D2-BA4B-00A0C93EC93B");
}
