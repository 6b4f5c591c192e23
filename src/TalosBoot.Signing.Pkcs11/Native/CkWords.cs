using System.Runtime.InteropServices;

namespace TalosBoot.Signing.Pkcs11.Native;

/// <summary>
/// The layout of PKCS#11's structures: CK_ULONG is C's unsigned long, and fields follow each other without gaps on all systems (packed to
/// 1 byte on Windows, naturally aligned words elsewhere).
/// </summary>
internal static class CkWords
{
    public static int WordSize { get; } = Marshal.SizeOf<CULong>();

    /// <summary>The size of CK_ATTRIBUTE and of CK_MECHANISM: a word, a pointer, a word.</summary>
    public static int TripleSize { get; } = (2 * WordSize) + IntPtr.Size;

    /// <summary>Where the first function is in CK_FUNCTION_LIST: behind a version of 2 bytes.</summary>
    public static int FirstFunction { get; } = OperatingSystem.IsWindows() ? 2 : IntPtr.Size;

    /// <summary>A word that says that a length is not available: CK_UNAVAILABLE_INFORMATION.</summary>
    public static ulong Unavailable { get; } = WordSize == 8 ? ulong.MaxValue : uint.MaxValue;

    public static ulong Read(ReadOnlySpan<byte> source) =>
        WordSize == 8 ? MemoryMarshal.Read<ulong>(source) : MemoryMarshal.Read<uint>(source);

    public static void Write(Span<byte> destination, ulong value)
    {
        if (WordSize == 8)
        {
            MemoryMarshal.Write(destination, value);
        }
        else
        {
            MemoryMarshal.Write(destination, checked((uint)value));
        }
    }

    public static byte[] Encode(ulong value)
    {
        var bytes = new byte[WordSize];
        Write(bytes, value);
        return bytes;
    }

    /// <summary>Writes a CK_ATTRIBUTE or CK_MECHANISM.</summary>
    public static void WriteTriple(Span<byte> destination, ulong type, nint value, int length)
    {
        Write(destination, type);
        MemoryMarshal.Write(destination[WordSize..], value);
        Write(destination[(WordSize + IntPtr.Size)..], (ulong)length);
    }

    /// <summary>The length in a CK_ATTRIBUTE.</summary>
    public static ulong ReadTripleLength(ReadOnlySpan<byte> source) => Read(source[(WordSize + IntPtr.Size)..]);
}
