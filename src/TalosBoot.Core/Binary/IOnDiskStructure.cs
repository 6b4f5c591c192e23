namespace TalosBoot.Core.Binary;

/// <summary>A structure of fixed size as it lies on a medium.</summary>
/// <typeparam name="TSelf">The structure.</typeparam>
internal interface IOnDiskStructure<TSelf>
    where TSelf : struct, IOnDiskStructure<TSelf>
{
    /// <summary>The size in bytes.</summary>
    static abstract int Size { get; }

    /// <summary>Reads the structure.</summary>
    /// <param name="source">At least <see cref="Size"/> bytes.</param>
    static abstract TSelf Read(ReadOnlySpan<byte> source);

    /// <summary>Writes all <see cref="Size"/> bytes, reserved fields and checksums included.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    void Write(Span<byte> destination);
}
