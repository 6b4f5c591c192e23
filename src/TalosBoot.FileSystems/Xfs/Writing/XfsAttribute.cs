using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Xfs.OnDisk;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Xfs.Writing;

/// <summary>An extended attribute as it is stored: the namespace is a flag.</summary>
/// <param name="Flags">The namespace.</param>
/// <param name="Name">The name without the namespace.</param>
/// <param name="Value">The value.</param>
internal sealed record XfsAttribute(byte Flags, byte[] Name, byte[] Value)
{
    const int MaximumValueLength = 64 * 1024;

    static readonly (string Prefix, byte Flags)[] Namespaces =
    [
        ("user.", 0),
        ("trusted.", XfsAttributeLeafHeader.Trusted),
        ("security.", XfsAttributeLeafHeader.Security),
    ];

    public uint Hash { get; } = (Flags & XfsAttributeLeafHeader.Parent) != 0 ? XfsHash.OfParent(Name, Value) : XfsHash.OfName(Name);

    /// <summary>Bytes in an inode.</summary>
    public int ShortLength => 3 + Name.Length + Value.Length;

    /// <summary>Whether an inode can hold it at all.</summary>
    public bool FitsInode => Value.Length <= byte.MaxValue;

    /// <summary>A parent pointer: which directory holds the inode, under which name (docs/formats/xfs.md).</summary>
    public static XfsAttribute ParentPointer(byte[] name, ulong directory, uint generation)
    {
        var value = new byte[12];
        WriteUInt64BigEndian(value, directory);
        WriteUInt32BigEndian(value.AsSpan(8), generation);
        return new XfsAttribute(XfsAttributeLeafHeader.Parent, name, value);
    }

    /// <summary>The attributes of an entry.</summary>
    /// <exception cref="TalosBootException">XFS has no such attribute (TB4360).</exception>
    public static IEnumerable<XfsAttribute> Of(FileTreeEntry entry, string path)
    {
        foreach (var (name, value) in entry.Metadata.ExtendedAttributes)
        {
            var (prefix, flags) = Array.Find(Namespaces, row => name.StartsWith(row.Prefix, StringComparison.Ordinal));
            var stored = prefix is null ? [] : FileNames.Encode(name[prefix.Length..]);
            if (stored.Length is 0 or > byte.MaxValue || value.Length > MaximumValueLength)
            {
                throw new TalosBootException(
                    DiagnosticIds.VolumeEntryUnsupported,
                    $"\"/{path}\" has the extended attribute \"{name}\" with {value.Length} bytes. XFS volumes are made with those of user, "
                    + $"trusted and security, with names up to 255 bytes and values up to {MaximumValueLength} bytes. Leave it out.");
            }

            yield return new XfsAttribute(flags, stored, [.. value]);
        }
    }

    /// <summary>The name with its namespace, or null for what is no attribute to users.</summary>
    public static string? FullName(byte flags, ReadOnlySpan<byte> name)
    {
        const byte Mask = XfsAttributeLeafHeader.Trusted | XfsAttributeLeafHeader.Security | XfsAttributeLeafHeader.Parent;
        var prefix = Array.Find(Namespaces, row => row.Flags == (flags & Mask)).Prefix;
        return prefix is null ? null : prefix + FileNames.Decode(name);
    }
}
