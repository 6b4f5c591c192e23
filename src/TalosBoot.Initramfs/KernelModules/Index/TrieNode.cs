namespace TalosBoot.Initramfs.KernelModules.Index;

/// <summary>A node of an index.</summary>
/// <param name="Parent">The number of its parent, or −1.</param>
/// <param name="Character">The character that leads from the parent to it.</param>
/// <param name="Depth">How many bytes of the key are consumed before its prefix.</param>
/// <param name="PrefixLength">The length of its prefix.</param>
/// <param name="FirstEntry">The first entry of the sorted entries below it: its own values come first.</param>
/// <param name="ValueCount">How many values it has itself.</param>
/// <param name="FirstChild">The lowest character that leads to a child, or 0.</param>
/// <param name="LastChild">The highest character that leads to a child, or 0.</param>
internal readonly record struct TrieNode(
    int Parent, byte Character, int Depth, int PrefixLength, int FirstEntry, int ValueCount, byte FirstChild, byte LastChild)
{
    public bool HasChildren => LastChild > 0;

    /// <summary>Where its children lie within it: behind the prefix and the NUL of that.</summary>
    public int ChildrenPosition => PrefixLength > 0 ? PrefixLength + 1 : 0;

    /// <summary>Where its values lie within it.</summary>
    public int ValuesPosition => ChildrenPosition + (HasChildren ? 2 + ((LastChild - FirstChild + 1) * sizeof(uint)) : 0);

    /// <summary>Where the reference to a child lies within it.</summary>
    public int ReferencePosition(byte character) => ChildrenPosition + 2 + ((character - FirstChild) * sizeof(uint));
}
