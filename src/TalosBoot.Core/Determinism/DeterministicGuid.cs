using System.Security.Cryptography;
using System.Text;

namespace TalosBoot.Core.Determinism;

/// <summary>GUIDs that follow from names, so that the same request names its parts alike.</summary>
public static class DeterministicGuid
{
    /// <summary>Derives a GUID.</summary>
    /// <param name="namespaceId">The namespace, itself a GUID.</param>
    /// <param name="name">The name within it.</param>
    /// <returns>The version 5 GUID (RFC 9562, section 5.5).</returns>
    public static Guid Create(Guid namespaceId, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var input = new byte[16 + Encoding.UTF8.GetByteCount(name)];
        namespaceId.TryWriteBytes(input, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, input.AsSpan(16));
        Span<byte> hash = stackalloc byte[20];
#pragma warning disable CA5350 // The hash names things here, and protects nothing.
        SHA1.HashData(input, hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0f) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>The GUID that Talos gives to a disk, partition or file system (docs/formats/disk.md): version 8 of RFC 9562, from SHA-256.</summary>
    /// <param name="label">The label, such as <c>EFI</c>.</param>
    /// <returns>The GUID. Its text shows the bytes of the hash in their order.</returns>
    public static Guid CreateFromLabel(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        var input = new byte[16 + Encoding.UTF8.GetByteCount(label)];
        Encoding.UTF8.GetBytes(label, input.AsSpan(16));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, hash);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
