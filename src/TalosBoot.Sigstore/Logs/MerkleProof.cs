using System.Numerics;
using System.Security.Cryptography;

namespace TalosBoot.Sigstore.Logs;

/// <summary>The way from an entry of a log to its root (RFC 6962, 2.1.1; docs/formats/sigstore.md).</summary>
internal static class MerkleProof
{
    /// <summary>The root that a proof leads to; null when it has the wrong length for its place.</summary>
    public static byte[]? FindRoot(ReadOnlySpan<byte> entry, long index, long size, IReadOnlyList<byte[]> hashes)
    {
        if (index < 0 || index >= size || hashes.Any(hash => hash.Length != SHA256.HashSizeInBytes))
        {
            return null;
        }

        // Up to where the entry's way and that of the last entry part, neighbours are on either side; above, on the left only.
        var inner = 64 - BitOperations.LeadingZeroCount((ulong)(index ^ (size - 1)));
        var border = inner == 64 ? 0 : BitOperations.PopCount((ulong)index >> inner);
        if (hashes.Count != inner + border)
        {
            return null;
        }

        var root = SHA256.HashData([0, .. entry]);
        for (var level = 0; level < hashes.Count; level++)
        {
            root = level < inner && ((index >> level) & 1) == 0
                ? SHA256.HashData([1, .. root, .. hashes[level]])
                : SHA256.HashData([1, .. hashes[level], .. root]);
        }

        return root;
    }
}
