namespace TalosBoot.Initramfs.KernelModules.Index;

/// <summary>The numbers of binary indexes (docs/formats/initramfs.md).</summary>
internal static class TrieFormat
{
    public const int HeaderSize = 12;
    public const uint Magic = 0xB007_F457;
    public const uint Version = 0x0002_0001;

    /// <summary>Where the reference to the root lies.</summary>
    public const int RootReference = 8;

    /// <summary>In a reference: the node begins with a part of the key.</summary>
    public const uint HasPrefix = 0x8000_0000;

    /// <summary>In a reference: the node has values.</summary>
    public const uint HasValues = 0x4000_0000;

    /// <summary>In a reference: the node has children.</summary>
    public const uint HasChildren = 0x2000_0000;

    /// <summary>In a reference: where the node lies.</summary>
    public const int MaximumSize = 0x0FFF_FFFF;
}
