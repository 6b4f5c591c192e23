using System.Security.Cryptography;

namespace TalosBoot.Factory.Observability;

/// <summary>Makes random UUIDs (RFC 9562, version 4). Random bytes are fetched for many at once: to fetch a few costs as much.</summary>
internal static class RandomId
{
    const int Size = 16;
    const int PoolSize = 256 * Size;

    [ThreadStatic]
    static byte[]? Pool;

    [ThreadStatic]
    static int Next;

    public static string Create()
    {
        if (Pool is not { } pool || Next == PoolSize)
        {
            pool = Pool ??= new byte[PoolSize];
            RandomNumberGenerator.Fill(pool);
            Next = 0;
        }

        var bytes = pool.AsSpan(Next, Size);
        Next += Size;
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
