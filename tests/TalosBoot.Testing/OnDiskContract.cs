using CsCheck;
using NUnit.Framework;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Testing;

/// <summary>What every structure of a disk promises.</summary>
internal static class OnDiskContract
{
    /// <summary>Random bytes give a documented exception, or a structure that writes the same bytes.</summary>
    public static void AssertLossless<T>()
        where T : struct, IOnDiskStructure<T> => Gen.Byte.Array[T.Size].Sample(
            bytes =>
            {
                try
                {
                    var value = T.Read(bytes);
                    return WriteOver(value).AsSpan().SequenceEqual(bytes) && RoundTrip(value).Equals(value);
                }
                catch (ImageFormatException)
                {
                    return true;
                }
            },
            iter: 500, threads: 1);

    /// <summary>What is read after the structure was written over other bytes.</summary>
    public static T RoundTrip<T>(T value)
        where T : struct, IOnDiskStructure<T> => T.Read(WriteOver(value));

    /// <summary>The structure has this size.</summary>
    public static void AssertSize<T>(int size)
        where T : struct, IOnDiskStructure<T> => Assert.That(T.Size, Is.EqualTo(size));

    static byte[] WriteOver<T>(T value)
        where T : struct, IOnDiskStructure<T>
    {
        var bytes = new byte[T.Size];
        Array.Fill(bytes, (byte)0xA5);
        value.Write(bytes);
        return bytes;
    }
}
