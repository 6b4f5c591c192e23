namespace TalosBoot.Compression.Xz.Filters;

/// <summary>Bytes that were stored as the difference to an earlier one (xz file format 5.3.3).</summary>
/// <param name="distance">How far back that is: 1 to 256.</param>
internal sealed class DeltaFilter(int distance) : IXzFilter
{
    readonly byte[] _history = new byte[256];

    public int Undo(Span<byte> bytes, uint position)
    {
        for (var index = 0; index < bytes.Length; index++)
        {
            var place = position + (uint)index;
            bytes[index] += _history[(byte)(place - (uint)distance)];
            _history[(byte)place] = bytes[index];
        }

        return bytes.Length;
    }
}
