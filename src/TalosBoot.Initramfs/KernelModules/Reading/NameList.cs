using System.Diagnostics.CodeAnalysis;

namespace TalosBoot.Initramfs.KernelModules.Reading;

/// <summary>Names that end with a NUL each, one after the other in one array. Bytes behind the last NUL are no name.</summary>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "It is a list.")]
internal readonly struct NameList(byte[] bytes)
{
    public static NameList Empty { get; } = new([]);

    public int ByteCount => bytes.Length;

    public ReadOnlySpan<byte> Bytes => bytes;

    public Enumerator GetEnumerator() => new(bytes);

    /// <summary>Walks the names.</summary>
    public ref struct Enumerator(ReadOnlySpan<byte> rest)
    {
        ReadOnlySpan<byte> _rest = rest;

        public ReadOnlySpan<byte> Current { get; private set; }

        public bool MoveNext()
        {
            var end = _rest.IndexOf((byte)0);
            if (end < 0)
            {
                return false;
            }

            Current = _rest[..end];
            _rest = _rest[(end + 1)..];
            return true;
        }
    }
}
