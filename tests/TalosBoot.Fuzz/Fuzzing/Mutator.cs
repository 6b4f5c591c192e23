using System.Buffers.Binary;

namespace TalosBoot.Fuzz.Fuzzing;

/// <summary>Changes inputs: bytes, numbers in either order, pieces that move, repeat or vanish, and pieces of other inputs.</summary>
sealed class Mutator(Random random)
{
    const int LongestInput = 8 * 1024 * 1024;
    static readonly long[] Edges = [0, 1, 2, 7, 8, 16, 127, 128, 255, 256, 511, 512, 4095, 4096, 32767, 65535, 65536, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, long.MaxValue, -1];
    static readonly byte[] Marks = "{}[]\",:/.0189-+ \n\t\0\\%&*!|>'#=x~@\u007f"u8.ToArray();

    /// <summary>A changed copy of an input.</summary>
    public byte[] Change(byte[] input, byte[] other)
    {
        var result = input;
        for (var left = 1 + (int)Math.Min(random.NextInt64(0, 4), random.NextInt64(0, 8)); left > 0; left--)
        {
            result = ChangeOnce(ReferenceEquals(result, input) ? [.. input] : result, other);
        }

        return result;
    }

    byte[] ChangeOnce(byte[] bytes, byte[] other) => bytes.Length == 0 ? Insert(bytes, other) : random.Next(12) switch
    {
        0 => Put(bytes, (byte)(bytes[Place(bytes)] ^ (1 << random.Next(8)))),
        1 => Put(bytes, (byte)random.Next(256)),
        2 => Put(bytes, Marks[random.Next(Marks.Length)]),
        3 or 4 => PutNumber(bytes),
        5 => Copy(bytes),
        6 => Insert(bytes, bytes),
        7 => Insert(bytes, other),
        8 => Remove(bytes),
        9 => bytes[..random.Next(bytes.Length)],
        10 => Repeat(bytes),
        _ => Fill(bytes),
    };

    /// <summary>Half of the changes are near to the beginning, where heads are, and most others where something is.</summary>
    int Place(byte[] bytes)
    {
        var place = random.Next(2) == 0 ? random.Next(Math.Min(bytes.Length, 1024)) : random.Next(bytes.Length);
        var next = random.Next(4) == 0 ? 0 : bytes.AsSpan(place).IndexOfAnyExcept((byte)0);
        return next < 0 ? place : place + next;
    }

    byte[] Put(byte[] bytes, byte value)
    {
        bytes[Place(bytes)] = value;
        return bytes;
    }

    byte[] PutNumber(byte[] bytes)
    {
        var size = 1 << random.Next(1, 4);
        if (bytes.Length < size)
        {
            return bytes;
        }

        var place = Math.Min(Place(bytes) & (random.Next(2) == 0 ? ~(size - 1) : -1), bytes.Length - size);
        var value = random.Next(3) == 0 ? random.NextInt64(bytes.Length + 1) : Edges[random.Next(Edges.Length)];
        Span<byte> number = stackalloc byte[sizeof(long)];
        if (random.Next(2) == 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
            number[..size].CopyTo(bytes.AsSpan(place));
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(number, value);
            number[^size..].CopyTo(bytes.AsSpan(place));
        }

        return bytes;
    }

    byte[] Copy(byte[] bytes)
    {
        var (from, to) = (Place(bytes), Place(bytes));
        var length = Math.Min(random.Next(1, 256), bytes.Length - Math.Max(from, to));
        bytes.AsSpan(from, length).CopyTo(bytes.AsSpan(to));
        return bytes;
    }

    byte[] Insert(byte[] bytes, byte[] source)
    {
        if (source.Length == 0 || bytes.Length > LongestInput)
        {
            return [.. bytes, (byte)random.Next(256)];
        }

        var from = random.Next(source.Length);
        var piece = source.AsSpan(from, Math.Min(random.Next(1, 600), source.Length - from));
        var place = bytes.Length == 0 ? 0 : Place(bytes);
        return [.. bytes.AsSpan(0, place), .. piece, .. bytes.AsSpan(place)];
    }

    byte[] Remove(byte[] bytes)
    {
        var place = Place(bytes);
        var length = Math.Min(random.Next(1, 600), bytes.Length - place);
        return [.. bytes.AsSpan(0, place), .. bytes.AsSpan(place + length)];
    }

    byte[] Repeat(byte[] bytes)
    {
        var place = Place(bytes);
        var piece = bytes.AsSpan(place, Math.Min(random.Next(1, 64), bytes.Length - place));
        var result = new List<byte>(bytes.Length + (piece.Length * 64));
        result.AddRange(bytes.AsSpan(0, place));
        for (var left = random.Next(1, 64); left > 0 && result.Count < LongestInput; left--)
        {
            result.AddRange(piece);
        }

        result.AddRange(bytes.AsSpan(place));
        return [.. result];
    }

    byte[] Fill(byte[] bytes)
    {
        var place = Place(bytes);
        bytes.AsSpan(place, Math.Min(random.Next(1, 32), bytes.Length - place)).Fill((byte)(random.Next(2) * 255));
        return bytes;
    }
}
