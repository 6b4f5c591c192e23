namespace TalosBoot.Initramfs.KernelModules;

/// <summary>Keys of bytes, which can be looked up by a span.</summary>
internal sealed class ByteKeyComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static ByteKeyComparer Instance { get; } = new();

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(byte[] obj) => (int)KmodHash.Compute(obj);

    public int GetHashCode(ReadOnlySpan<byte> alternate) => (int)KmodHash.Compute(alternate);
}
